using System.CommandLine;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep flows …</c>: what is deployed, and whether it runs.</summary>
internal static class FlowsVerbs
{
    public static Command Create(CliContext context) => new Command("flows", "Deployed flows: list, show, start, stop, suspend").With(
        List(context),
        Show(context),
        Set(context, "start", "Let triggers accept messages and steps run", FlowState.Active),
        Set(context, "stop", "Turn triggers off and let nothing run; messages wait, parked ones too", FlowState.Stopped),
        Set(context, "suspend", "Let triggers accept messages and nothing run; messages wait", FlowState.Suspended));

    private static Command List(CliContext context) => new Command("list", "All flows with what their queues hold").Does(context, async (run, cancellationToken) =>
    {
        await using var open = await run.OpenAsync().ConfigureAwait(false);
        var flows = await open.Queries.FlowsAsync(cancellationToken).ConfigureAwait(false);
        var counts = await open.Queries.StepCountsAsync(null, run.Now, cancellationToken).ConfigureAwait(false);
        var quarantines = await open.Queries.QuarantinesAsync(null, cancellationToken).ConfigureAwait(false);
        var rows = flows.Select(flow => (flow, counts: (IReadOnlyList<StepCounts>)[.. counts.Where(count => count.Address.Flow == flow.Name)])).ToList();
        run.Show(() => new { flows = rows.Select(row => FlowsView.Document(row.flow, row.counts, quarantines)) }, page =>
        {
            FlowsView.List(page, rows, run.Now);
            StepsView.Notice(page, quarantines, run.Now);
        });
        return ExitCodes.Done;
    });

    private static Command Show(CliContext context)
    {
        var name = new Argument<string>("flow") { Description = "the flow's name" };
        return new Command("show", "A flow's steps, limits, rebound schedules and counts").With(name).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var flow = await VerbRun.FlowAsync(open.Queries, run.Value(name)!, cancellationToken).ConfigureAwait(false);
            var version = await run.CatalogOf(open.Queries).FindAsync(flow.Name, flow.Version, cancellationToken).ConfigureAwait(false)
                ?? throw new CliProblem($"the database has no version {flow.Version} of flow '{flow.Name}'; deploy it again");
            var counts = await open.Queries.StepCountsAsync(flow.Name, run.Now, cancellationToken).ConfigureAwait(false);
            var quarantines = await open.Queries.QuarantinesAsync(flow.Name, cancellationToken).ConfigureAwait(false);
            run.Show(() => FlowsView.Document(flow, version.Definition, counts, quarantines), page => FlowsView.Show(page, flow, version.Definition, counts, quarantines, run.Now));
            return ExitCodes.Done;
        });
    }

    private static Command Set(CliContext context, string verb, string description, FlowState state)
    {
        var names = new Argument<string[]>("flow") { Description = "the flow's name; several are possible", Arity = ArgumentArity.OneOrMore };
        return new Command(verb, description).With(names).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var flows = new List<FlowRow>();
            foreach (var name in run.Value(names)!.Distinct())
                flows.Add(await VerbRun.FlowAsync(open.Queries, name, cancellationToken).ConfigureAwait(false));
            foreach (var flow in flows)
                await open.Store.SetFlowStateAsync(flow.Name, state, run.Now, cancellationToken).ConfigureAwait(false);
            run.Show(
                () => new { flows = flows.Select(flow => new { name = flow.Name, was = Choice.Word(flow.State), state = Choice.Word(state) }) },
                page => FlowsView.Changed(page, flows, state));
            return ExitCodes.Done;
        });
    }
}
