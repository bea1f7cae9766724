using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Views;

/// <summary>How flows look.</summary>
internal static class FlowsView
{
    private static readonly StepCounts Nothing = new(default, 0, 0, 0, 0, NextDue: null, 0, 0, 0, 0);

    public static void List(Page page, IReadOnlyList<(FlowRow Flow, IReadOnlyList<StepCounts> Counts)> rows, DateTimeOffset now)
    {
        if (rows.Count == 0)
        {
            page.Line("no flows; deploy one with: codestep deploy <folder>");
            return;
        }

        var listing = new Listing(
            new Column("FLOW") { Shrinks = 12 },
            new Column("STATE"),
            new Column("VERSION") { Right = true },
            new Column("WAITING") { Right = true },
            new Column("RUNNING") { Right = true },
            new Column("PARKED") { Right = true },
            new Column("HELD") { Right = true, Drops = 2 },
            new Column("ERRORS") { Right = true },
            new Column("DEPLOYED") { Drops = 1 });
        foreach (var (flow, counts) in rows)
        {
            listing.Row(
                Ink.Bold(flow.Name), State(flow.State), Ink.Plain($"{flow.Version}"),
                Ink.Count(counts.Sum(step => step.Waiting)), Ink.Count(counts.Sum(step => step.Running)), Ink.Count(counts.Sum(step => step.Parked)), Ink.Count(counts.Sum(step => step.Held)),
                Ink.BadCount(flow.OpenErrors), Figures.Relative(flow.DeployedAt, now));
        }

        page.List(listing);
    }

    public static void Show(Page page, FlowRow flow, FlowDefinition definition, IReadOnlyList<StepCounts> counts, IReadOnlyList<Quarantine> quarantines, DateTimeOffset now)
    {
        page.Line(Ink.Bold(flow.Name), "  ", State(flow.State), $"  version {flow.Version}, deployed {Figures.Moment(flow.DeployedAt, now)}");
        if (definition.Description is { } description)
            page.Line(description);
        page.Line(flow.OpenErrors == 0 ? Ink.Dim("no open errors") : Ink.Bad(Figures.Count(flow.OpenErrors, "open error")), flow.ErrorsDropped == 0 ? "" : Ink.Warn($", {Figures.Count(flow.ErrorsDropped)} dropped by retention"));
        if (definition.OnError is { } handler)
            page.Line($"errors go to {handler}");
        if (definition.Variables.Count > 0)
            page.Line($"variables: {string.Join(", ", definition.Variables.Keys)}");

        foreach (var step in definition.Steps)
            Step(page, step, counts.FirstOrDefault(count => count.Address.Step == step.Name) ?? Nothing, quarantines, now);
        foreach (var gone in counts.Where(count => definition.FindStep(count.Address.Step) is null))
        {
            page.Gap().Line(Ink.Bold(gone.Address.Step), Ink.Dim("  not in this version"));
            Counts(page, gone, now);
        }
    }

    private static void Step(Page page, StepDefinition step, StepCounts counts, IReadOnlyList<Quarantine> quarantines, DateTimeOffset now)
    {
        page.Gap().Line(Ink.Bold(step.Name), $"  {step.Uses}", step.Script is null ? "" : $" {step.Script}", step.To.Count == 0 ? "" : $"  → {string.Join(", ", step.To)}");
        foreach (var quarantine in quarantines.Where(quarantine => quarantine.Address.Step == step.Name))
        {
            page.Field(quarantine.IsHold ? "  on hold" : "  quarantine", Ink.Bad($"version {quarantine.FlowVersion} does not run and its messages wait, since {Figures.Moment(quarantine.At, now)}. "), quarantine.Reason);
            if (StepsView.Tries(quarantine, now) is { } tries)
                page.Field("", tries);
            page.Field("", $"end it with: codestep steps release {quarantine.Address}");
        }

        Counts(page, counts, now);
        if (step.OnError is { } handler)
            page.Field("  on error", handler);
        if (step.IsTrigger)
            return;
        page.Field("  rebounds", Figures.Schedule(step.Rebound));
        if (step.Hold is { } hold)
            page.Field("  holds", $"itself after {Figures.Count(hold.After, "message")} in a row with the same cause, then tries one every {Figures.Span(hold.Probe)}");
        page.Field("  limits", Limits(step.Limits));
        page.Field("  at once", step.Concurrency == 1 ? "1, in order" : $"{step.Concurrency}");
        if (step.Egress.Count > 0)
            page.Field("  egress", string.Join(", ", step.Egress));
        if (step.ElasticIoCompatible)
            page.Field("  compat.", "elastic.io");
    }

    private static void Counts(Page page, StepCounts counts, DateTimeOffset now)
    {
        var next = counts.NextDue is { } due ? $" (next {Figures.Relative(due, now)})" : "";
        page.Field("  queue", $"{Figures.Count(counts.Waiting)} waiting, {Figures.Count(counts.Running)} running, {Figures.Count(counts.Parked)} parked{next}, {Figures.Count(counts.Held)} held{(counts.Gathering == 0 ? "" : $", {Figures.Count(counts.Gathering, "group")} gathered")}");
        page.Field("  so far", $"{Figures.Count(counts.Done)} done, {Figures.Count(counts.Rebounded)} rebounded, {Figures.Count(counts.Failed)} failed", counts.OpenErrors == 0 ? "" : Ink.Bad($", {Figures.Count(counts.OpenErrors, "open error")}"));
    }

    private static string Limits(StepLimits limits) =>
        $"{Figures.Span(limits.Time)}, {Figures.Bytes(limits.Memory)} memory, {Figures.Bytes(limits.MessageBytes)} a message, {Figures.Bytes(limits.SnapshotBytes)} snapshot, "
        + $"{Figures.Count(limits.Emissions)} messages and {Figures.Bytes(limits.EmittedBytes)} emitted, {Figures.Count(limits.LogLines)} log lines";

    public static void Changed(Page page, IReadOnlyList<FlowRow> flows, FlowState state)
    {
        foreach (var flow in flows)
            page.Line(Ink.Bold(flow.Name), flow.State == state ? " was already " : " is now ", State(state));
    }

    public static Ink State(FlowState state) => state switch
    {
        FlowState.Active => Ink.Good("active"),
        FlowState.Draft => Ink.Dim("draft"),
        _ => Ink.Warn(Choice.Word(state)),
    };

    public static object Document(FlowRow flow, IReadOnlyList<StepCounts> counts, IReadOnlyList<Quarantine> quarantines) => new
    {
        name = flow.Name,
        state = Choice.Word(flow.State),
        version = flow.Version,
        deployedAt = flow.DeployedAt,
        openErrors = flow.OpenErrors,
        errorsDropped = flow.ErrorsDropped,
        waiting = counts.Sum(step => step.Waiting),
        running = counts.Sum(step => step.Running),
        parked = counts.Sum(step => step.Parked),
        held = counts.Sum(step => step.Held),
        gathering = counts.Sum(step => step.Gathering),
        quarantines = quarantines.Where(quarantine => quarantine.Address.Flow == flow.Name).Select(StepsView.Document),
    };

    public static object Document(FlowRow flow, FlowDefinition definition, IReadOnlyList<StepCounts> counts, IReadOnlyList<Quarantine> quarantines) => new
    {
        name = flow.Name,
        description = definition.Description,
        state = Choice.Word(flow.State),
        version = flow.Version,
        deployedAt = flow.DeployedAt,
        openErrors = flow.OpenErrors,
        errorsDropped = flow.ErrorsDropped,
        onError = definition.OnError,
        quarantines = quarantines.Select(StepsView.Document),
        steps = definition.Steps.Select(step => new
        {
            name = step.Name,
            uses = step.Uses,
            script = step.Script,
            to = step.To,
            onError = step.OnError,
            concurrency = step.Concurrency,
            egress = step.Egress,
            rebounds = new
            {
                limit = step.Rebound.Limit,
                factor = step.Rebound.Factor,
                jitter = step.Rebound.Jitter,
                waitSeconds = step.Rebound.Schedule().Select(wait => wait.TotalSeconds),
                totalSeconds = step.Rebound.Schedule().Sum(wait => wait.TotalSeconds),
            },
            hold = step.Hold is null ? null : new { after = step.Hold.After, probeSeconds = step.Hold.Probe.TotalSeconds },
            limits = new
            {
                timeSeconds = step.Limits.Time.TotalSeconds,
                memoryBytes = step.Limits.Memory,
                messageBytes = step.Limits.MessageBytes,
                snapshotBytes = step.Limits.SnapshotBytes,
                emissions = step.Limits.Emissions,
                emittedBytes = step.Limits.EmittedBytes,
                logLines = step.Limits.LogLines,
            },
            counts = Document(counts.FirstOrDefault(count => count.Address.Step == step.Name) ?? Nothing),
        }),
        formerSteps = counts.Where(count => definition.FindStep(count.Address.Step) is null).Select(count => new { name = count.Address.Step, counts = Document(count) }),
    };

    private static object Document(StepCounts counts) => new
    {
        waiting = counts.Waiting,
        running = counts.Running,
        parked = counts.Parked,
        held = counts.Held,
        gathering = counts.Gathering,
        nextDue = counts.NextDue,
        done = counts.Done,
        failed = counts.Failed,
        rebounded = counts.Rebounded,
        openErrors = counts.OpenErrors,
    };
}
