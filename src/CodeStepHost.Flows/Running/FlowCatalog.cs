using System.Collections.Concurrent;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Flows.Running;

/// <summary>Deployed flow versions, read once each: a version never changes.</summary>
/// <param name="queries">Where packages are stored.</param>
/// <param name="read">Reads a package's definition, which was valid when it was deployed; null when this host cannot read it any more.</param>
public sealed class FlowCatalog(IFlowQueries queries, Func<FlowPackage, FlowDefinition?> read)
{
    private readonly ConcurrentDictionary<(string Flow, int Version), FlowVersion> _versions = new();

    /// <summary>A version of a flow.</summary>
    /// <returns>Null when it was never deployed, or cannot be read any more.</returns>
    public async ValueTask<FlowVersion?> FindAsync(string flow, int version, CancellationToken cancellationToken)
    {
        if (_versions.TryGetValue((flow, version), out var known))
            return known;
        var package = await queries.PackageAsync(flow, version, cancellationToken).ConfigureAwait(false);
        return package is not null && read(package) is { } definition
            ? _versions.GetOrAdd((flow, version), new FlowVersion(version, package, definition))
            : null;
    }
}
