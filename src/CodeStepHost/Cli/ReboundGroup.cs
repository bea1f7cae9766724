using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli;

/// <summary>Parked messages of one step whose reasons are the same once numbers, ids and quoted values are set aside.</summary>
/// <param name="Reason">Such as this one.</param>
/// <param name="Held">How many of them a person holds.</param>
/// <param name="NextDue">When the first of the others comes back.</param>
/// <param name="Oldest">When the first of them was sent.</param>
internal sealed record ReboundGroup(string Fingerprint, StepAddress Address, string Reason, int Count, int Held, DateTimeOffset? NextDue, DateTimeOffset Oldest)
{
    /// <summary>The groups of some messages, the largest first.</summary>
    public static IReadOnlyList<ReboundGroup> Of(IReadOnlyList<MessageRow> rows) =>
    [
        .. rows.GroupBy(FingerprintOf)
            .Select(group => new ReboundGroup(
                group.Key,
                group.First().Message.Address,
                group.First().Reason ?? "",
                group.Count(),
                group.Count(row => row.State == MessageState.Held),
                group.Where(row => row.State != MessageState.Held).Min(row => (DateTimeOffset?)row.DueAt),
                group.Min(row => row.EnqueuedAt)))
            .OrderByDescending(group => group.Count).ThenBy(group => group.NextDue),
    ];

    public static string FingerprintOf(MessageRow row) => ErrorFingerprint.Of(row.Message.Address, new StepError("rebound", row.Reason ?? ""));
}
