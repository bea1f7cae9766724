using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Verbs;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Views;

/// <summary>How parked messages look.</summary>
internal static class ReboundsView
{
    public static void List(Page page, Some<ReboundRow> found, DateTimeOffset now, bool withSchedule)
    {
        if (found.Rows.Count == 0)
        {
            page.Line("no parked messages");
            return;
        }

        var listing = new Listing(
            new Column("KEY") { Right = true },
            new Column("STEP") { Shrinks = 14, KeepsEnd = true },
            new Column("REBOUND") { Right = true },
            new Column("NEXT"),
            new Column("PARKED"),
            new Column("AGE") { Right = true },
            new Column("REASON") { Moves = true });
        foreach (var row in found.Rows)
        {
            var message = row.Message;
            var held = message.State == MessageState.Held;
            listing.Row(
                [
                    $"{message.Key}", message.Message.Address.ToString(), Ink.Plain($"{message.Rebounds} of {row.Policy?.Limit.ToString() ?? "?"}"),
                    held ? Ink.Warn("held") : Figures.Relative(message.DueAt, now),
                    message.ParkedAt is { } parked ? Figures.Relative(parked, now) : "", Figures.Age(now - message.EnqueuedAt), message.Reason ?? "",
                ],
                withSchedule && row.Policy is { } policy ? below => below.Indented(5, 2, Ink.Dim(Figures.Schedule(policy, message.Rebounds))) : null);
        }

        page.List(listing);
        MessagesView.MoreRows(page, found.More, found.Rows.Count);
    }

    public static void Show(Page page, ReboundRow row, MessageStory story, DateTimeOffset now)
    {
        var message = row.Message;
        page.Line("rebound ", Ink.Bold($"{message.Rebounds} of {row.Policy?.Limit.ToString() ?? "?"}"), message.Granted > 0 ? $", {message.Granted} of them granted by a person" : "");
        if (row.Policy is { } policy)
            page.Indented(2, 2, Ink.Dim(Figures.Schedule(policy, message.Rebounds)));
        page.Line(Ink.Dim($"let it come back now: codestep rebounds now {message.Key}"));
        MessagesView.Show(page.Gap(), story, now);
    }

    public static void Groups(Page page, Some<ReboundGroup> found, DateTimeOffset now)
    {
        if (found.Rows.Count == 0)
        {
            page.Line("no parked messages");
            return;
        }

        foreach (var group in found.Rows)
        {
            page.Line(Ink.Bold(Figures.Count(group.Count)), $" × {group.Address}  ", group.Reason);
            var next = group.NextDue is { } due ? $"next {Figures.Relative(due, now)}  " : "";
            var held = group.Held > 0 ? $"{Figures.Count(group.Held)} held  " : "";
            page.Indented(4, 2, Ink.Dim($"{next}{held}oldest {Figures.Age(now - group.Oldest)}  group {group.Fingerprint}"));
        }

        MessagesView.MoreRows(page, found.More, found.Rows.Count);
    }

    public static object Document(ReboundGroup group) => new
    {
        group = group.Fingerprint,
        count = group.Count,
        held = group.Held,
        flow = group.Address.Flow,
        step = group.Address.Step,
        reason = group.Reason,
        nextAt = group.NextDue,
        oldestAt = group.Oldest,
    };

    public static object Document(ReboundRow row) => new
    {
        key = row.Message.Key,
        id = row.Message.Message.Id,
        flow = row.Message.Message.Address.Flow,
        step = row.Message.Message.Address.Step,
        state = Choice.Word(row.Message.State),
        reason = row.Message.Reason,
        number = row.Message.Rebounds,
        limit = row.Policy?.Limit,
        granted = row.Message.Granted,
        parkedAt = row.Message.ParkedAt,
        nextAt = row.Message.State == MessageState.Held ? (DateTimeOffset?)null : row.Message.DueAt,
        enqueuedAt = row.Message.EnqueuedAt,
        scheduleSeconds = row.Policy?.Schedule().Select(wait => wait.TotalSeconds),
    };
}
