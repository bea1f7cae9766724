using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Retrying;

namespace CodeStepHost.Cli.Views;

/// <summary>How retries of many messages look that have begun.</summary>
internal static class RetriesView
{
    public static void List(Page page, Some<BulkRetryRow> found, DateTimeOffset now)
    {
        if (found.Rows.Count == 0)
        {
            page.Line("no retries of many messages; codestep errors retry --all begins one");
            return;
        }

        var listing = new Listing(
            new Column("ID") { Right = true },
            new Column("WHEN"),
            new Column("STATE"),
            new Column("RETRIED"),
            new Column("DONE") { Right = true },
            new Column("FAILED") { Right = true },
            new Column("PARKED") { Right = true, Drops = 2 },
            new Column("REFUSED") { Right = true },
            new Column("LEFT") { Right = true },
            new Column("BY") { Drops = 1, Shrinks = 6 },
            new Column("OF") { Moves = true });
        foreach (var row in found.Rows)
        {
            var progress = RetryProgress.Of(row);
            listing.Row(
                $"{row.Id}", Figures.Relative(row.StartedAt, now), State(row, now), $"{Figures.Count(progress.Retried)} of {Figures.Count(progress.Messages)}",
                Ink.Count(progress.Done), Ink.BadCount(progress.Failed), Ink.Count(progress.Parked), Ink.BadCount(progress.Refused), Ink.Count(progress.Left), row.Order.By, row.Order.Asked);
        }

        page.List(listing);
        MessagesView.MoreRows(page, found.More, found.Rows.Count);
        Abandoned(page, found.Rows, now);
    }

    public static void Show(Page page, BulkRetryRow row, IReadOnlyList<BulkRetryMessage> messages, DateTimeOffset now)
    {
        var (progress, pace) = (RetryProgress.Of(row), RetryPace.Of(row.Order, waits: false));
        page.Line("retry ", Ink.Bold($"{row.Id}"), "  ", State(row, now), $"  {RetryView.Line(progress)}");
        if (row.State == BulkRetryState.Stopped)
            page.Line(Ink.Bad("stopped"), $": {RetryView.Why(row.Stop, progress, pace)}. {RetryView.LeftOpen(progress.Left)}");
        page.Gap();
        page.Field("of", row.Order.Asked);
        page.Field("by", row.Order.By);
        page.Field("started", Figures.Moment(row.StartedAt, now));
        if (row.StoppedAt is { } stopped)
            page.Field(row.State == BulkRetryState.Ended ? "ended" : "stopped", Figures.Moment(stopped, now));
        page.FieldIf("pace", Pace(row.Order));
        if (row.Order.OldVersion)
            page.Field("version", "the one on which each failed");
        if (row.Order.Edit is { } edit)
            page.Field("edit", edit);
        page.FieldIf("failed", Errors(messages, BulkRetryFate.Failed));
        foreach (var refused in messages.Where(message => message.Fate == BulkRetryFate.Refused).GroupBy(message => message.Reason).OrderBy(group => group.Key, StringComparer.Ordinal))
            page.Field("refused", $"{Errors([.. refused], BulkRetryFate.Refused)}: {refused.Key}");
        page.FieldIf("left", Errors(messages, BulkRetryFate.Left));
        if (row.State == BulkRetryState.Stopped && row.Left > 0)
            page.Gap().Line(Ink.Dim($"go on with: codestep retries resume {row.Id}"));
        Abandoned(page, [row], now);
    }

    /// <summary>Retries that should go on and do not, for the lists in which one would otherwise wonder why so much is still open.</summary>
    public static void Abandoned(Page page, IReadOnlyList<BulkRetryRow> rows, DateTimeOffset now)
    {
        var abandoned = rows.Where(row => row.IsAbandoned(now)).ToList();
        if (abandoned.Count == 0)
            return;
        page.Gap();
        foreach (var row in abandoned)
            page.Line(Ink.Warn("interrupted"), $": the command that began retry {row.Id} is gone, and {Figures.Count(row.Left, "message")} of {Figures.Count(row.Messages)} {(row.Left == 1 ? "is" : "are")} left. codestep serve goes on with it by itself; or do it with: codestep retries resume {row.Id}");
    }

    public static object Document(BulkRetryRow row, DateTimeOffset now) => Document(row, null, now);

    /// <param name="messages">The single messages; null: they are left out.</param>
    public static object Document(BulkRetryRow row, IReadOnlyList<BulkRetryMessage>? messages, DateTimeOffset now)
    {
        var progress = RetryProgress.Of(row);
        return new
        {
            id = row.Id,
            state = Choice.Word(row.State),
            isAbandoned = row.IsAbandoned(now),
            stopped = RetryView.Word(row.Stop),
            of = row.Order.Asked,
            by = row.Order.By,
            startedAt = row.StartedAt,
            stoppedAt = row.StoppedAt,
            perSecond = row.Order.PerSecond,
            canary = row.Order.Canary,
            stopAt = row.Order.StopAt,
            oldVersion = row.Order.OldVersion,
            edit = row.Order.Edit,
            messages = progress.Messages,
            retried = progress.Retried,
            refused = progress.Refused,
            done = progress.Done,
            failedAgain = progress.Failed,
            parked = progress.Parked,
            atWork = progress.AtWork,
            left = progress.Left,
            errors = messages?.Select(message => new { id = message.Error, fate = message.Fate == BulkRetryFate.AtWork ? "at-work" : Choice.Word(message.Fate), reason = message.Reason }),
        };
    }

    private static Ink State(BulkRetryRow row, DateTimeOffset now) => row.State switch
    {
        BulkRetryState.Running when row.IsAbandoned(now) => Ink.Warn("interrupted"),
        BulkRetryState.Running => Ink.Plain("running"),
        BulkRetryState.Stopped => Ink.Bad("stopped"),
        _ => Ink.Good("ended"),
    };

    private static string? Errors(IReadOnlyList<BulkRetryMessage> messages, BulkRetryFate fate) =>
        messages.Where(message => message.Fate == fate).Select(message => message.Error).ToList() is { Count: > 0 } errors ? $"{(errors.Count == 1 ? "error" : "errors")} {Ranges.Text(errors)}" : null;

    private static string? Pace(BulkRetryOrder order)
    {
        var parts = new List<string>();
        if (order.PerSecond is { } rate)
            parts.Add($"{rate:0.##} a second");
        if (order.Canary > 0)
            parts.Add($"{Figures.Count(order.Canary)} first");
        if (order.StopAt is { } share)
            parts.Add($"stops when more than {share * 100:0.##}% failed again");
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }
}
