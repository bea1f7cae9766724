using System.CommandLine;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli;

/// <summary>The filters that verbs about errors share.</summary>
internal sealed class ErrorFilters(CliContext context)
{
    private readonly Option<string> _flow = Filters.Flow();
    private readonly Option<string> _step = Filters.Step();
    private readonly Option<DateTimeOffset?> _since = Filters.Since(context.Time);
    private readonly Option<string> _group = new("--group") { Description = "Only of this group, as errors list --groups names it", HelpName = "fingerprint" };

    public IReadOnlyList<Option> Options => [_flow, _step, _since, _group];

    public bool AnyGiven(VerbRun run) => Options.Any(run.Has);

    /// <summary>What was asked for, in words.</summary>
    public string Words(VerbRun run)
    {
        var parts = new List<string>();
        if (run.Value(_flow) is { } flow)
            parts.Add($"flow {flow}");
        if (run.Value(_step) is { } step)
            parts.Add($"step {step}");
        if (run.Value(_group) is { } group)
            parts.Add($"group {group}");
        if (run.Value(_since) is { } since)
            parts.Add($"since {Output.Figures.Utc(since)}");
        return parts.Count == 0 ? "all open errors" : string.Join(", ", parts);
    }

    public async Task<ErrorFilter> ReadAsync(VerbRun run, IFlowQueries queries, CancellationToken cancellationToken)
    {
        await VerbRun.CheckFlowAsync(queries, run.Value(_flow), cancellationToken).ConfigureAwait(false);
        return new ErrorFilter(run.Value(_flow), run.Value(_step), Fingerprint: run.Value(_group), Since: run.Value(_since));
    }
}
