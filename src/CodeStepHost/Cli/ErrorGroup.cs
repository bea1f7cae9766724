using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli;

/// <summary>Errors with one fingerprint.</summary>
/// <param name="Newest">The newest of them.</param>
/// <param name="First">When the oldest that is kept happened.</param>
internal sealed record ErrorGroup(string Fingerprint, int Count, ErrorRow Newest, DateTimeOffset First)
{
    /// <summary>The groups of some errors, the largest first.</summary>
    public static IReadOnlyList<ErrorGroup> Of(IReadOnlyList<ErrorRow> errors) =>
    [
        .. errors.GroupBy(error => error.Fingerprint)
            .Select(group => new ErrorGroup(group.Key, group.Count(), group.MaxBy(error => error.At)!, group.Min(error => error.At)))
            .OrderByDescending(group => group.Count).ThenByDescending(group => group.Newest.At),
    ];
}
