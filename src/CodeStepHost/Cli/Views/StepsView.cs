using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Views;

/// <summary>How steps, their quarantines and their holds look.</summary>
internal static class StepsView
{
    public static void List(Page page, IReadOnlyList<StepRow> rows, DateTimeOffset now)
    {
        if (rows.Count == 0)
        {
            page.Line("no steps; deploy a flow with: codestep deploy <folder>");
            return;
        }

        var gathers = rows.Any(row => row.Counts.Gathering > 0);
        var listing = new Listing(
            new Column("STEP") { Shrinks = 22, KeepsEnd = true },
            new Column("STATE"),
            new Column("WAITING") { Right = true },
            new Column("RUNNING") { Right = true, Drops = 2 },
            new Column("PARKED") { Right = true },
            new Column("HELD") { Right = true, Drops = 3 },
            new Column(gathers ? "GROUPS" : "") { Right = true, Drops = gathers ? 0 : 4 },
            new Column("DONE") { Right = true, Drops = 1 },
            new Column("ERRORS") { Right = true });
        foreach (var (counts, state, quarantines) in rows)
        {
            listing.Row(
                [
                    Ink.Bold(counts.Address.ToString()), quarantines.Count > 0 ? Word(quarantines) : FlowsView.State(state),
                    Ink.Count(counts.Waiting), Ink.Count(counts.Running), Ink.Count(counts.Parked), Ink.Count(counts.Held), gathers ? Ink.Count(counts.Gathering) : "", Ink.Count(counts.Done), Ink.BadCount(counts.OpenErrors),
                ],
                below =>
                {
                    foreach (var quarantine in quarantines)
                        Why(below, quarantine, 5, now);
                });
        }

        page.List(listing);
        if (rows.Any(row => row.Quarantines.Count > 0))
            Help(page.Gap(), [.. rows.SelectMany(row => row.Quarantines)]);
    }

    public static void Released(Page page, IReadOnlyList<StepCounts> steps, IReadOnlyList<Quarantine> lifted)
    {
        foreach (var step in steps)
        {
            if (lifted.Any(quarantine => quarantine.Address == step.Address))
                page.Line(Ink.Good("released"), $" {step.Address}: {Figures.Count(step.Waiting, "message")} {(step.Waiting == 1 ? "waits" : "wait")} to run");
            else
                page.Line(Ink.Warn("left alone"), $" {step.Address}: neither in quarantine nor on hold");
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
            page.Line(quarantine.IsHold ? Ink.Warn("on hold: ") : Ink.Bad("in quarantine: "), Ink.Bold(quarantine.Address.ToString()), ", its messages wait");
            Why(page, quarantine, 2, now);
        }

        Help(page, quarantines);
    }

    public static void Why(Page page, Quarantine quarantine, int indent, DateTimeOffset now)
    {
        page.Indented(indent, 0, $"version {quarantine.FlowVersion}, {Figures.Relative(quarantine.At, now)}: {quarantine.Reason}");
        if (Tries(quarantine, now) is { } tries)
            page.Indented(indent, 0, Ink.Dim(tries));
    }

    /// <summary>When the next message of a hold is tried; null for a quarantine.</summary>
    public static string? Tries(Quarantine quarantine, DateTimeOffset now) => quarantine.Probe is { } probe
        ? $"one message is tried every {Figures.Span(probe.Every)}, the next {(probe.NextAt <= now ? "now, or when one waits" : Figures.Relative(probe.NextAt, now))}; a success ends the hold"
        : null;

    private static Ink Word(IReadOnlyList<Quarantine> quarantines) => quarantines.All(quarantine => quarantine.IsHold) ? Ink.Warn("on hold") : Ink.Bad("quarantine");

    public static object Document(Quarantine quarantine) => new
    {
        flow = quarantine.Address.Flow,
        step = quarantine.Address.Step,
        kind = quarantine.IsHold ? "hold" : "quarantine",
        version = quarantine.FlowVersion,
        code = quarantine.Code,
        reason = quarantine.Reason,
        kills = quarantine.Kills,
        at = quarantine.At,
        message = quarantine.MessageId,
        probeSeconds = quarantine.Probe?.Every.TotalSeconds,
        nextProbeAt = quarantine.Probe?.NextAt,
    };

    public static object Document(StepRow row) => new
    {
        flow = row.Counts.Address.Flow,
        step = row.Counts.Address.Step,
        state = row.Quarantines.Any(quarantine => !quarantine.IsHold) ? "quarantine" : row.Quarantines.Count > 0 ? "hold" : Choice.Word(row.State),
        quarantines = row.Quarantines.Select(Document),
        waiting = row.Counts.Waiting,
        running = row.Counts.Running,
        parked = row.Counts.Parked,
        held = row.Counts.Held,
        gathering = row.Counts.Gathering,
        done = row.Counts.Done,
        failed = row.Counts.Failed,
        rebounded = row.Counts.Rebounded,
        openErrors = row.Counts.OpenErrors,
    };

    private static void Help(Page page, IReadOnlyList<Quarantine> quarantines)
    {
        if (quarantines.FirstOrDefault(quarantine => !quarantine.IsHold) is { } quarantine)
            page.Line($"Correct the script and deploy the flow: what waits runs on the new version. Or let it run as it is with: codestep steps release {quarantine.Address}");
        if (quarantines.FirstOrDefault(held => held.IsHold) is { } hold)
            page.Line($"End a hold at once with: codestep steps release {hold.Address}");
    }
}

/// <summary>A step as the list shows it.</summary>
/// <param name="State">Its flow's state.</param>
/// <param name="Quarantines">Of each of its versions that is in quarantine or on hold.</param>
internal sealed record StepRow(StepCounts Counts, Flows.Definitions.FlowState State, IReadOnlyList<Quarantine> Quarantines);
