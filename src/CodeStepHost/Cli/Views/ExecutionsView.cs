using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Views;

/// <summary>How executions look.</summary>
internal static class ExecutionsView
{
    public static void List(Page page, Some<ExecutionRow> found, DateTimeOffset now, bool withFlow)
    {
        if (found.Rows.Count == 0)
            page.Line("no executions");
        else
            Rows(page, found.Rows, now, withMessage: true, withFlow);
        MessagesView.MoreRows(page, found.More, found.Rows.Count);
    }

    public static void Rows(Page page, IReadOnlyList<ExecutionRow> rows, DateTimeOffset now, bool withMessage, bool withFlow)
    {
        var listing = new Listing(
            new Column("STARTED"),
            new Column("STEP") { Shrinks = 14, KeepsEnd = true },
            new Column("OUTCOME"),
            new Column("TOOK") { Right = true },
            new Column("TRY") { Right = true },
            new Column("SENT") { Right = true, Drops = 1 },
            new Column(withMessage ? "MESSAGE" : "VERSION"));
        foreach (var row in rows)
        {
            listing.Row(
                Figures.Relative(row.Execution.StartedAt, now), withFlow ? row.Address.ToString() : row.Address.Step, Outcome(row.Execution.Outcome),
                Figures.Span(row.Execution.Duration), $"{row.Attempt}", Ink.Count(row.Execution.Emitted), withMessage ? row.MessageId : $"{row.FlowVersion}");
        }

        page.List(listing);
    }

    private static Ink Outcome(string outcome) => outcome switch
    {
        "success" => Ink.Good(outcome),
        "failed" => Ink.Bad(outcome),
        "rebound" => Ink.Warn(outcome),
        _ => Ink.Dim(outcome),
    };

    public static object Document(ExecutionRow row) => new
    {
        flow = row.Address.Flow,
        step = row.Address.Step,
        message = row.MessageId,
        outcome = row.Execution.Outcome,
        startedAt = row.Execution.StartedAt,
        durationMilliseconds = row.Execution.Duration.TotalMilliseconds,
        attempt = row.Attempt,
        emitted = row.Execution.Emitted,
        version = row.FlowVersion,
        run = row.Run,
        thread = row.Thread,

        // As text: 64 bits are more than a JavaScript number holds.
        seed = row.Execution.Seed.ToString(),
    };
}
