using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Views;

/// <summary>How steps and their quarantines look.</summary>
internal static class StepsView
{
    public static void List(Page page, IReadOnlyList<StepRow> rows, DateTimeOffset now)
    {
        if (rows.Count == 0)
        {
            page.Line("no steps; deploy a flow with: codestep deploy <folder>");
            return;
        }

        var listing = new Listing(
            new Column("STEP") { Shrinks = 14, KeepsEnd = true },
            new Column("STATE"),
            new Column("WAITING") { Right = true },
            new Column("RUNNING") { Right = true, Drops = 2 },
            new Column("PARKED") { Right = true },
            new Column("HELD") { Right = true, Drops = 3 },
            new Column("DONE") { Right = true, Drops = 1 },
            new Column("ERRORS") { Right = true });
        foreach (var (counts, state, quarantines) in rows)
        {
            listing.Row(
                [
                    Ink.Bold(counts.Address.ToString()), quarantines.Count > 0 ? Ink.Bad("quarantine") : FlowsView.State(state),
                    Ink.Count(counts.Waiting), Ink.Count(counts.Running), Ink.Count(counts.Parked), Ink.Count(counts.Held), Ink.Count(counts.Done), Ink.BadCount(counts.OpenErrors),
                ],
                below =>
                {
                    foreach (var quarantine in quarantines)
                        Why(below, quarantine, 5, now);
                });
        }

        page.List(listing);
        if (rows.FirstOrDefault(row => row.Quarantines.Count > 0) is { } first)
            Help(page.Gap(), first.Counts.Address.ToString());
    }

    public static void Released(Page page, IReadOnlyList<StepCounts> steps, IReadOnlyList<Quarantine> lifted)
    {
        foreach (var step in steps)
        {
            if (lifted.Any(quarantine => quarantine.Address == step.Address))
                page.Line(Ink.Good("released"), $" {step.Address}: {Figures.Count(step.Waiting, "message")} {(step.Waiting == 1 ? "waits" : "wait")} to run");
            else
                page.Line(Ink.Warn("left alone"), $" {step.Address}: not in quarantine");
        }
    }

    /// <summary>Which steps do not run, for the lists in which one would otherwise wonder where the messages are.</summary>
    public static void Notice(Page page, IReadOnlyList<Quarantine> quarantines, DateTimeOffset now)
    {
        if (quarantines.Count == 0)
            return;
        page.Gap();
        foreach (var quarantine in quarantines)
        {
            page.Line(Ink.Bad("in quarantine: "), Ink.Bold(quarantine.Address.ToString()), ", its messages wait");
            Why(page, quarantine, 2, now);
        }

        Help(page, quarantines[0].Address.ToString());
    }

    public static void Why(Page page, Quarantine quarantine, int indent, DateTimeOffset now) =>
        page.Indented(indent, 0, $"version {quarantine.FlowVersion}, {Figures.Relative(quarantine.At, now)}: {quarantine.Reason}");

    public static object Document(Quarantine quarantine) => new
    {
        flow = quarantine.Address.Flow,
        step = quarantine.Address.Step,
        version = quarantine.FlowVersion,
        code = quarantine.Code,
        reason = quarantine.Reason,
        kills = quarantine.Kills,
        at = quarantine.At,
        message = quarantine.MessageId,
    };

    public static object Document(StepRow row) => new
    {
        flow = row.Counts.Address.Flow,
        step = row.Counts.Address.Step,
        state = row.Quarantines.Count > 0 ? "quarantine" : Choice.Word(row.State),
        quarantines = row.Quarantines.Select(Document),
        waiting = row.Counts.Waiting,
        running = row.Counts.Running,
        parked = row.Counts.Parked,
        held = row.Counts.Held,
        done = row.Counts.Done,
        failed = row.Counts.Failed,
        rebounded = row.Counts.Rebounded,
        openErrors = row.Counts.OpenErrors,
    };

    private static void Help(Page page, string step) =>
        page.Line($"Correct the script and deploy the flow: what waits runs on the new version. Or let it run as it is with: codestep steps release {step}");
}

/// <summary>A step as the list shows it.</summary>
/// <param name="State">Its flow's state.</param>
/// <param name="Quarantines">Of each of its versions that is in quarantine.</param>
internal sealed record StepRow(StepCounts Counts, Flows.Definitions.FlowState State, IReadOnlyList<Quarantine> Quarantines);
