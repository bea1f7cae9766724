using System.CommandLine;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep steps …</c>: what the steps hold, and letting a step run again that is in quarantine or on hold.</summary>
internal static class StepsVerbs
{
    public static Command Create(CliContext context) => new Command("steps", "Steps of deployed flows: list, release").With(List(context), Release(context));

    private static Command List(CliContext context)
    {
        var flow = Filters.Flow();
        return new Command("list", "All steps with what their queues hold, and which are in quarantine or on hold").With(flow).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            await VerbRun.CheckFlowAsync(open.Queries, run.Value(flow), cancellationToken).ConfigureAwait(false);
            var rows = await RowsAsync(run, open.Queries, run.Value(flow), cancellationToken).ConfigureAwait(false);
            run.Show(() => new { steps = rows.Select(StepsView.Document) }, page => StepsView.List(page, rows, run.Now));
            return ExitCodes.Done;
        });
    }

    private static Command Release(CliContext context)
    {
        var steps = new Argument<string[]>("flow/step") { Description = "the step, as flow/step; several are possible", Arity = ArgumentArity.OneOrMore };
        return new Command("release", "End a step's quarantine or hold: its messages run again").With(steps).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var known = await RowsAsync(run, open.Queries, null, cancellationToken).ConfigureAwait(false);
            var asked = run.Value(steps)!.Distinct().Select(name => known.FirstOrDefault(row => row.Counts.Address.ToString() == name)
                ?? throw new CliProblem($"no step '{name}'{Nearest.Hint(name, known.Select(row => row.Counts.Address.ToString()))}; write it as flow/step")).ToList();
            var lifted = new List<Quarantine>();
            foreach (var row in asked)
                lifted.AddRange(await open.Store.ReleaseAsync(row.Counts.Address, run.Now, cancellationToken).ConfigureAwait(false));
            run.Show(
                () => new { released = lifted.Select(StepsView.Document), notInQuarantine = asked.Select(row => row.Counts.Address).Except(lifted.Select(quarantine => quarantine.Address)).Select(address => address.ToString()) },
                page => StepsView.Released(page, [.. asked.Select(row => row.Counts)], lifted));
            return asked.TrueForAll(row => lifted.Exists(quarantine => quarantine.Address == row.Counts.Address)) ? ExitCodes.Done : ExitCodes.SomethingFailed;
        });
    }

    /// <summary>The steps of the current versions in their order, triggers left out, then former ones that still hold something.</summary>
    private static async Task<List<StepRow>> RowsAsync(VerbRun run, IFlowQueries queries, string? flow, CancellationToken cancellationToken)
    {
        var catalog = run.CatalogOf(queries);
        var counts = await queries.StepCountsAsync(flow, run.Now, cancellationToken).ConfigureAwait(false);
        var quarantines = await queries.QuarantinesAsync(flow, cancellationToken).ConfigureAwait(false);
        var rows = new List<StepRow>();
        foreach (var deployed in await queries.FlowsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (flow is not null && deployed.Name != flow)
                continue;
            var version = await catalog.FindAsync(deployed.Name, deployed.Version, cancellationToken).ConfigureAwait(false);
            var current = (version?.Definition.Steps ?? []).Where(step => !step.IsTrigger).Select(step => new StepAddress(deployed.Name, step.Name)).ToList();
            var former = counts.Where(count => count.Address.Flow == deployed.Name && version?.Definition.FindStep(count.Address.Step) is null or { IsTrigger: true } && !current.Contains(count.Address));
            foreach (var address in current.Concat(former.Where(count => count.Waiting + count.Running + count.Parked + count.Gathering + count.Held + count.OpenErrors > 0).Select(count => count.Address)))
            {
                rows.Add(new StepRow(
                    counts.FirstOrDefault(count => count.Address == address) ?? new StepCounts(address, 0, 0, 0, 0, NextDue: null, 0, 0, 0, 0),
                    deployed.State,
                    [.. quarantines.Where(quarantine => quarantine.Address == address)]));
            }
        }

        return rows;
    }
}
