using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Views;

/// <summary>How messages look.</summary>
internal static class MessagesView
{
    public static void List(Page page, Some<MessageRow> found, DateTimeOffset now)
    {
        if (found.Rows.Count == 0)
        {
            page.Line("no messages in queues");
            return;
        }

        var listing = new Listing(
            new Column("KEY") { Right = true },
            new Column("STEP") { Shrinks = 14, KeepsEnd = true },
            new Column("STATE"),
            new Column("ATTEMPTS") { Right = true },
            new Column("REBOUNDS") { Right = true },
            new Column("DUE"),
            new Column("AGE") { Right = true },
            new Column("ID") { Drops = 1 });
        foreach (var row in found.Rows)
        {
            listing.Row(
                $"{row.Key}", row.Message.Address.ToString(), State(row.State), Ink.Count(row.Attempt), Ink.Count(row.Rebounds),
                Due(row, now), Figures.Age(now - row.EnqueuedAt), row.Message.Id);
        }

        page.List(listing);
        MoreRows(page, found.More, found.Rows.Count);
    }

    public static void Show(Page page, MessageStory story, DateTimeOffset now)
    {
        page.Line("message ", Ink.Bold(story.Id));
        foreach (var row in story.Queued)
            Queued(page, row, now);
        if (story.Queued.Count == 0)
            page.Line(Ink.Dim("in no queue any more"));
        if (story.Executions.Count > 0)
        {
            page.Heading("executions");
            ExecutionsView.Rows(page, story.Executions, now, withMessage: false, withFlow: true);
        }

        if (story.Errors.Count > 0)
        {
            page.Heading("errors");
            foreach (var error in story.Errors)
                page.Indented(2, 4, $"{error.Id}  ", ErrorsView.State(error.State), $"  {Figures.Relative(error.At, now)}  ", ErrorsView.Title(error.Error));
        }

        if (story.Logs.Count > 0)
        {
            page.Heading("log");
            foreach (var line in story.Logs)
                LogsView.Line(page, line, withStep: true);
        }

        // One content is shown: copies of a message differ only in where they wait.
        var content = story.Queued.Count > 0 ? story.Queued[0].Message.Content : story.Errors.LastOrDefault(error => error.Content is not null)?.Content;
        if (content is { } json)
            page.Heading("content").Block(Json.Pretty(json));
    }

    private static void Queued(Page page, MessageRow row, DateTimeOffset now)
    {
        page.Gap().Line(Ink.Bold(row.Message.Address.ToString()), "  ", State(row.State), $"  key {row.Key}");
        if (row.State == MessageState.Gathering)
            page.Indented(2, 0, Ink.Dim($"a group that the step gathers, emitted when its time is over; at once with: codestep rebounds now {row.Key}"));
        page.Field("  due", row.State == MessageState.Held ? "when released" : Figures.Moment(row.DueAt, now));
        page.Field("  attempts", $"{row.Attempt}");
        page.Field("  rebounds", $"{row.Rebounds}");
        page.FieldIf("  reason", row.Reason);
        if (row.ParkedAt is { } parked)
            page.Field("  parked", Figures.Moment(parked, now));
        page.Field("  enqueued", Figures.Moment(row.EnqueuedAt, now));
        page.Field("  version", $"{row.Message.FlowVersion}");
        page.Field("  run", row.Message.Run);
        page.Field("  thread", row.Message.Thread);
        page.FieldIf("  parent", row.Message.Parent);
        if (row.Message.HandlesError is { } error)
            page.Field("  handles", $"error {error}");
    }

    /// <summary>Says that a list is not all there is.</summary>
    public static void MoreRows(Page page, bool more, int shown)
    {
        if (more)
            page.Line(Ink.Dim($"the first {Figures.Count(shown)}; more with --limit"));
    }

    private static Ink Due(MessageRow row, DateTimeOffset now) => row.State switch
    {
        MessageState.Held => Ink.Dim("held"),
        MessageState.Running => Ink.Dim("running"),
        MessageState.Waiting => Ink.Plain("now"),
        _ => Ink.Plain(Figures.Relative(row.DueAt, now)),
    };

    private static Ink State(MessageState state) => state switch
    {
        MessageState.Running => Ink.Good("running"),
        MessageState.Parked => Ink.Warn("parked"),
        MessageState.Held => Ink.Warn("held"),
        MessageState.Gathering => Ink.Plain("gathering"),
        _ => Ink.Plain("waiting"),
    };

    public static object Document(MessageRow row) => new
    {
        key = row.Key,
        id = row.Message.Id,
        flow = row.Message.Address.Flow,
        step = row.Message.Address.Step,
        state = Choice.Word(row.State),
        attempts = row.Attempt,
        rebounds = row.Rebounds,
        reason = row.Reason,
        enqueuedAt = row.EnqueuedAt,
        parkedAt = row.ParkedAt,
        dueAt = row.DueAt,
        version = row.Message.FlowVersion,
        run = row.Message.Run,
        thread = row.Message.Thread,
        parent = row.Message.Parent,
        handlesError = row.Message.HandlesError,
        content = new Stored(row.Message.Content),
    };

    public static object Document(MessageStory story) => new
    {
        id = story.Id,
        queued = story.Queued.Select(Document),
        executions = story.Executions.Select(ExecutionsView.Document),
        errors = story.Errors.Select(ErrorsView.Document),
        logs = story.Logs.Select(LogsView.Document),
    };
}
