using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Views;

/// <summary>How errors look.</summary>
internal static class ErrorsView
{
    public static void List(Page page, Some<ErrorRow> found, DateTimeOffset now)
    {
        if (found.Rows.Count == 0)
        {
            page.Line(Ink.Good("no errors"));
            return;
        }

        var showState = found.Rows.Any(error => error.State != ErrorState.Open);
        var listing = new Listing(
            new Column("ID") { Right = true },
            new Column("WHEN"),
            new Column("STEP") { Shrinks = 14, KeepsEnd = true },
            new Column(showState ? "STATE" : "") { Drops = showState ? 0 : 1 },
            new Column("ERROR") { Moves = true });
        foreach (var error in found.Rows)
            listing.Row($"{error.Id}", Figures.Relative(error.At, now), error.Address.ToString(), showState ? State(error.State) : "", TitleWithReason(error.Error));
        page.List(listing);
        MessagesView.MoreRows(page, found.More, found.Rows.Count);
    }

    public static void Groups(Page page, Some<ErrorGroup> found, DateTimeOffset now)
    {
        if (found.Rows.Count == 0)
        {
            page.Line(Ink.Good("no errors"));
            return;
        }

        foreach (var group in found.Rows)
        {
            page.Line(Ink.Bold(Figures.Count(group.Count)), $" × {group.Newest.Address}  ", Title(group.Newest.Error));
            page.Indented(4, 2, Ink.Dim($"last {Figures.Relative(group.Newest.At, now)} (error {group.Newest.Id})  first {Figures.Relative(group.First, now)}  group {group.Fingerprint}"));
            if (group.Mark?.Note is { } note)
                page.Indented(4, 2, "note: ", note);
            if (group.IsMuted(now))
                page.Indented(4, 2, Ink.Warn($"muted until {Figures.Moment(group.Mark!.MutedUntil!.Value, now)}"));
            if (group.IsClosed)
                page.Indented(4, 2, Ink.Good($"closed: it last happened under version {group.Newest.FlowVersion}"));
        }

        MessagesView.MoreRows(page, found.More, found.Rows.Count);
    }

    /// <summary>One line for the groups that a list leaves out.</summary>
    public static void Hidden(Page page, IReadOnlyList<ErrorGroup> hidden, DateTimeOffset now)
    {
        if (hidden.Count == 0)
            return;
        var muted = hidden.Count(group => group.IsMuted(now));
        var parts = new List<string>();
        if (muted > 0)
            parts.Add($"{Figures.Count(muted)} muted");
        if (hidden.Count > muted)
            parts.Add($"{Figures.Count(hidden.Count - muted)} closed");
        page.Line(Ink.Dim($"left out: {string.Join(" and ", parts)} {(hidden.Count == 1 ? "group" : "groups")} with {Figures.Count(hidden.Sum(group => group.Count), "error")}; codestep errors groups --all lists {(hidden.Count == 1 ? "it" : "them")}"));
    }

    /// <summary>One line for the errors of muted groups, which a list leaves out.</summary>
    public static void Muted(Page page, IReadOnlyList<ErrorRow> hidden)
    {
        if (hidden.Count > 0)
            page.Line(Ink.Dim($"left out: {Figures.Count(hidden.Count, "error")} of {Figures.Count(hidden.DistinctBy(error => error.Fingerprint).Count(), "muted group")}; codestep errors groups --all lists them"));
    }

    public static void Marked(Page page, GroupMark mark, DateTimeOffset now)
    {
        page.Line("group ", Ink.Bold(mark.Fingerprint), mark.MutedUntil is { } until ? $" is muted until {Figures.Moment(until, now)}" : " is listed");
        if (mark.Note is { } note)
            page.Indented(4, 2, "note: ", note);
    }

    public static void Show(Page page, ErrorRow row, DateTimeOffset now)
    {
        page.Line("error ", Ink.Bold($"{row.Id}"), "  ", State(row.State), $"  {row.Address}");
        Whole(page, "", row.Error);
        for (var cause = row.Error.Cause; cause is not null; cause = cause.Cause)
        {
            Whole(page, "caused by ", cause);
        }

        page.Gap();
        page.Field("when", Figures.Moment(row.At, now));
        page.Field("message", row.MessageId);
        page.Field("attempt", $"{row.Attempt}");
        page.Field("version", $"{row.FlowVersion}");
        page.Field("run", row.Run);
        page.Field("thread", row.Thread);
        page.FieldIf("parent", row.Parent);
        page.Field("group", row.Fingerprint);
        if (row.HandlesError is { } handled)
            page.Field("handles", $"error {handled}");
        if (row.RetryOf is { } former)
            page.Field("retry of", $"error {former}");
        if (row.ClosedAt is { } closed)
            page.Field(Choice.Word(row.State), Figures.Moment(closed, now));
        if (row.Content is { } content)
            page.Heading("content").Block(Json.Pretty(content));
        else
            page.Heading("content").Line(Ink.Dim("  too large to keep, so this message cannot be retried"));
        if (row.State == ErrorState.Open && row.Content is not null)
            page.Gap().Line(Ink.Dim($"run it again: codestep errors retry {row.Id}"));
    }

    private static void Whole(Page page, string lead, StepError error)
    {
        var lines = error.Message.ReplaceLineEndings("\n").Split('\n', 2);
        page.Gap().Line(Ink.Dim(lead), Ink.Bold($"{error.Name}: {lines[0]}"));
        if (lines is [_, var rest])
            page.Block(rest);
        Facts(page, error);
    }

    private static void Facts(Page page, StepError error)
    {
        page.FieldIf("  code", error.Code);
        page.FieldIf("  status", error.StatusCode?.ToString());
        if (error.File is { } file)
            page.Field("  at", $"{file}{(error.Line is { } line ? $":{line}" : "")}{(error.Column is { } column ? $":{column}" : "")}");
        foreach (var (label, text) in error.Details ?? new Dictionary<string, string>())
        {
            if (text.Contains('\n') || label.Length > 9)
                page.Indented(2, 2, Ink.Dim(label)).Block(text, 4);
            else
                page.Field($"  {label}", text);
        }

        if (Frames(error) is { } stack)
            page.Indented(2, 2, Ink.Dim("stack")).Block(stack, 4);
    }

    // A stack begins with name and message, which stand above it already.
    private static string? Frames(StepError error)
    {
        var stack = error.Stack?.ReplaceLineEndings("\n");
        var title = $"{error.Name}: {error.Message.ReplaceLineEndings("\n")}\n";
        return stack?.StartsWith(title, StringComparison.Ordinal) == true ? stack[title.Length..] : stack;
    }

    public static void Retried(Page page, RetryResult result)
    {
        if (result.Retried.Count > 0)
            page.Line(Ink.Good("retried"), $" {Errors(result.Retried)}");
        Refused(page, result.Refused);
        if (result.Retried.Count == 0 && result.Refused.Count == 0)
            page.Line("no open errors to retry");
    }

    public static void Refused(Page page, IReadOnlyDictionary<long, string> refused)
    {
        foreach (var group in refused.GroupBy(one => one.Value).OrderBy(group => group.Key, StringComparer.Ordinal))
            page.Line(Ink.Bad("refused"), $" {Errors([.. group.Select(one => one.Key)])}: {group.Key}");
    }

    private static string Errors(IReadOnlyList<long> ids) => $"{(ids.Count == 1 ? "error" : "errors")} {Ranges.Text(ids)}";

    /// <summary>The same, and in place of the code the last reason of a message whose rebounds are at their end. Not for a group, whose errors have several.</summary>
    private static Ink TitleWithReason(StepError error) => error is { Code: ErrorCodes.ReboundLimit or ErrorCodes.ReboundCancelled, Cause: { } reason }
        ? Ink.Bad($"{error.Name}: {error.Message} ({reason.Message})")
        : Title(error);

    /// <summary><c>TypeError: x is not a function (ECODE)</c> on one line.</summary>
    public static Ink Title(StepError error)
    {
        var code = error.Code is { } text && !error.Message.Contains(text, StringComparison.Ordinal) ? $" ({text})" : "";
        return Ink.Bad($"{error.Name}: {error.Message}{code}");
    }

    public static Ink State(ErrorState state) => state switch
    {
        ErrorState.Open => Ink.Bad("open"),
        ErrorState.Handled => Ink.Good("handled"),
        _ => Ink.Dim(Choice.Word(state)),
    };

    public static object Document(ErrorRow row) => new
    {
        id = row.Id,
        flow = row.Address.Flow,
        step = row.Address.Step,
        state = Choice.Word(row.State),
        at = row.At,
        closedAt = row.ClosedAt,
        error = Document(row.Error),
        message = row.MessageId,
        attempt = row.Attempt,
        version = row.FlowVersion,
        run = row.Run,
        thread = row.Thread,
        parent = row.Parent,
        group = row.Fingerprint,
        retryOf = row.RetryOf,
        handlesError = row.HandlesError,
        content = Stored.Of(row.Content),
    };

    private static object Document(StepError error) => new
    {
        name = error.Name,
        message = error.Message,
        code = error.Code,
        statusCode = error.StatusCode,
        file = error.File,
        line = error.Line,
        column = error.Column,
        stack = error.Stack,
        details = error.Details,
        cause = error.Cause is null ? null : Document(error.Cause),
    };

    public static object Document(ErrorGroup group) => new
    {
        group = group.Fingerprint,
        count = group.Count,
        flow = group.Newest.Address.Flow,
        step = group.Newest.Address.Step,
        error = Document(group.Newest.Error),
        firstAt = group.First,
        lastAt = group.Newest.At,
        newest = group.Newest.Id,
        note = group.Mark?.Note,
        mutedUntil = group.Mark?.MutedUntil,
        closed = group.IsClosed,
    };

    public static object Document(RetryResult result) => new
    {
        retried = result.Retried,
        refused = result.Refused.OrderBy(refused => refused.Key).Select(refused => new { id = refused.Key, reason = refused.Value }),
    };
}
