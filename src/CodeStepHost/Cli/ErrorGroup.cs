using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli;

/// <summary>Errors with one fingerprint.</summary>
/// <param name="Newest">The newest of them.</param>
/// <param name="First">When the oldest that is kept happened.</param>
internal sealed record ErrorGroup(string Fingerprint, int Count, ErrorRow Newest, DateTimeOffset First)
{
    /// <summary>How long the present version of a flow has to run without a group for the group to be closed.</summary>
    public static readonly TimeSpan ClosedAfter = TimeSpan.FromDays(1);

    /// <summary>What a person has said of it.</summary>
    public GroupMark? Mark { get; init; }

    /// <summary>Whether the present version of its flow has run without it for long enough. It opens by itself when it happens again; its errors stay open, and can be retried.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Whether a person does not want to see it.</summary>
    public bool IsMuted(DateTimeOffset now) => Mark?.MutedUntil > now;

    /// <summary>The groups of some errors, the largest first.</summary>
    public static IReadOnlyList<ErrorGroup> Of(IReadOnlyList<ErrorRow> errors) =>
    [
        .. errors.GroupBy(error => error.Fingerprint)
            .Select(group => new ErrorGroup(group.Key, group.Count(), group.MaxBy(error => error.At)!, group.Min(error => error.At)))
            .OrderByDescending(group => group.Count).ThenByDescending(group => group.Newest.At),
    ];

    /// <summary>The same, with what people have said of them, and which are closed.</summary>
    /// <param name="closedAfter">See <see cref="ClosedAfter"/>.</param>
    public static async Task<IReadOnlyList<ErrorGroup>> ReadAsync(IReadOnlyList<ErrorRow> errors, IFlowQueries queries, TimeSpan closedAfter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var marks = (await queries.GroupMarksAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(mark => mark.Fingerprint);
        var flows = (await queries.FlowsAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(flow => flow.Name);
        var groups = new List<ErrorGroup>();
        foreach (var group in Of(errors))
        {
            // One that has happened since, and was retried or handled, is not among these errors.
            var isClosed = IsGone(group.Newest) && IsGone((await queries.ErrorsAsync(new ErrorFilter(State: null, Fingerprint: group.Fingerprint, Limit: 1), cancellationToken).ConfigureAwait(false))[0]);
            groups.Add(group with { Mark = marks.GetValueOrDefault(group.Fingerprint), IsClosed = isClosed });
        }

        return groups;

        bool IsGone(ErrorRow newest) =>
            flows.TryGetValue(newest.Address.Flow, out var flow) && newest.FlowVersion < flow.Version && flow.DeployedAt <= now - closedAfter && newest.At <= now - closedAfter;
    }
}
