using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Retrying;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Retrying;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Cli.Views;

/// <summary>How a retry in bulk looks: before, meanwhile and after.</summary>
internal static class RetryView
{
    private const int GroupsShown = 10;

    /// <summary>What comes of no errors.</summary>
    public static RetryReport Nothing { get; } = new(0, new RetryProgress(0, 0, 0, 0, 0, 0), BulkRetryStop.None, [], new Dictionary<long, string>(), [], IsTaken: false);

    public static void Preview(Page page, RetryPlan plan, IReadOnlyList<EditShown> edits, DateTimeOffset now)
    {
        if (plan.Messages.Count == 0)
        {
            page.Line("no open errors to retry");
            return;
        }

        var errors = plan.Errors == plan.Messages.Count ? "" : $" with {Figures.Count(plan.Errors, "error")}";
        page.Line(Ink.Bold(Figures.Count(plan.Messages.Count, "message")), $"{errors} in {Figures.Count(plan.Groups.Count, "group")}, the oldest from {Figures.Relative(plan.Messages.Min(message => message.At), now)}");
        foreach (var group in plan.Groups.Take(GroupsShown))
            page.Indented(2, 4, Ink.Bold(Figures.Count(group.Count)), $" × {group.Newest.Address}  ", ErrorsView.Title(group.Newest.Error), Ink.Dim($"  group {group.Fingerprint}"));
        if (plan.Groups.Count > GroupsShown)
            page.Line(Ink.Dim($"  and {Figures.Count(plan.Groups.Count - GroupsShown, "group")} more"));
        if (plan.TooLarge > 0)
            page.Line(Ink.Warn($"{Figures.Count(plan.TooLarge, "message")} of them {(plan.TooLarge == 1 ? "was" : "were")} too large to keep, and will be refused"));
        foreach (var flow in plan.Inactive)
            page.Line(Ink.Warn($"flow {flow.Name} is not active, and its messages will be refused;"), $" start it with: codestep flows start {flow.Name}");
        StepsView.Notice(page, plan.Withheld, now);
        foreach (var edit in edits)
            Edit(page, edit);
    }

    /// <summary><c>retried 40 of 100: 31 done, 2 failed again, 1 parked, 6 at work</c>.</summary>
    public static string Line(RetryProgress progress) => $"retried {Figures.Count(progress.Retried)} of {Figures.Count(progress.Messages)}{Ends(progress)}";

    public static void Report(Page page, RetryReport report, RetryPace pace)
    {
        var progress = report.Progress;
        if (!pace.Watches)
            ErrorsView.Retried(page, new(report.Retried, report.Refused));
        else
        {
            if (progress.Messages == 0)
                page.Line("no open errors to retry");
            if (progress.Retried > 0)
                page.Line(Ink.Good("retried"), $" {Figures.Count(progress.Retried, "message")}{Ends(progress)}");
            ErrorsView.Refused(page, report.Refused);
        }

        if (report.IsTaken)
            page.Line(Ink.Warn("carried on elsewhere"), $": another process goes on with it; see codestep retries show {report.Id}");
        if (report.Stop == BulkRetryStop.None)
            return;
        page.Line(Ink.Bad("stopped"), $": {Why(report.Stop, progress, pace)}. {LeftOpen(progress.Left)}");
        if (report.FailedAgain.Count > 0)
            page.Line(Ink.Dim("see why: codestep errors list"));
        if (progress.Left > 0)
            page.Line(Ink.Dim($"go on with: codestep retries resume {report.Id}"));
    }

    public static object Document(RetryPlan plan, IReadOnlyList<EditShown> edits) => new
    {
        messages = plan.Messages.Count,
        errors = plan.Errors,
        oldestAt = plan.Messages.Count == 0 ? (DateTimeOffset?)null : plan.Messages.Min(message => message.At),
        groups = plan.Groups.Select(ErrorsView.Document),
        tooLarge = plan.TooLarge,
        inactive = plan.Inactive.Select(flow => flow.Name),
        quarantines = plan.Withheld.Select(StepsView.Document),
        edits = edits.Select(edit => new { id = edit.Error, before = new Stored(edit.Before), after = Stored.Of(edit.Edit.Content), problem = edit.Edit.Problem }),
    };

    public static object Document(RetryReport report, RetryPace pace) => new
    {
        retry = report.Id == 0 ? (long?)null : report.Id,
        messages = report.Progress.Messages,
        retried = report.Retried,
        refused = report.Refused.OrderBy(refused => refused.Key).Select(refused => new { id = refused.Key, reason = refused.Value }),
        left = report.Progress.Left,
        stopped = Word(report.Stop),
        carriedOnElsewhere = report.IsTaken,
        ended = pace.Watches ? new { done = report.Progress.Done, failedAgain = report.FailedAgain, parked = report.Progress.Parked, atWork = report.Progress.AtWork } : null,
    };

    private static void Edit(Page page, EditShown edit)
    {
        page.Gap().Line($"error {edit.Error}, edited:");
        if (edit.Edit.Content is not { } after)
        {
            page.Line("  ", Ink.Bad(edit.Edit.Problem!));
            return;
        }

        var difference = TextDifference.Of(Json.Pretty(edit.Before), Json.Pretty(after));
        if (difference.Count == 0)
            page.Line(Ink.Dim("  as it was"));
        foreach (var line in difference)
            page.Indented(2, 4, line.Mark switch { '-' => Ink.Bad($"- {line.Text}"), '+' => Ink.Good($"+ {line.Text}"), var mark => Ink.Dim($"{mark} {line.Text}") });
    }

    /// <summary>A word for programs; null when nothing stopped it.</summary>
    public static string? Word(BulkRetryStop stop) => stop switch
    {
        BulkRetryStop.None => null,
        BulkRetryStop.FlowNotActive => "flow-not-active",
        _ => Choice.Word(stop),
    };

    public static string Why(BulkRetryStop stop, RetryProgress progress, RetryPace pace) => stop switch
    {
        BulkRetryStop.Canary => $"{Figures.Count(progress.Failed)} of the first {Figures.Count(progress.Retried)} failed again",
        BulkRetryStop.Failures => $"{Figures.Count(progress.Failed)} of {Figures.Count(progress.Failed + progress.Done)} that have ended failed again, more than {(pace.StopAt ?? 0) * 100:0.##}%",
        BulkRetryStop.FlowNotActive => "the flow is not active any more",
        _ => "interrupted",
    };

    public static string LeftOpen(int left) => left == 0 ? "Nothing was left." : $"{Figures.Count(left, "message")} {(left == 1 ? "is" : "are")} open as before.";

    /// <summary><c>: 31 done, 2 failed again, 1 parked, 6 at work</c>; nothing when nothing is known.</summary>
    public static string Ends(RetryProgress progress)
    {
        if (progress.Done + progress.Failed + progress.Parked == 0)
            return "";
        var ends = new List<string> { $"{Figures.Count(progress.Done)} done" };
        if (progress.Failed > 0)
            ends.Add($"{Figures.Count(progress.Failed)} failed again");
        if (progress.Parked > 0)
            ends.Add($"{Figures.Count(progress.Parked)} parked");
        if (progress.AtWork > 0)
            ends.Add($"{Figures.Count(progress.AtWork)} at work");
        return $": {string.Join(", ", ends)}";
    }
}
