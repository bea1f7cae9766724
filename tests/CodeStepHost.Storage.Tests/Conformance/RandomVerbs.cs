using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CsCheck;

namespace CodeStepHost.Storage.Tests.Conformance;

/// <summary>A verb chosen at random: which, and three small numbers that pick among what the verb can be done to.</summary>
internal sealed record RandomVerb(int Kind, int A, int B, int C)
{
    private const int Kinds = 30;

    public static Gen<RandomVerb[]> Sequences { get; } =
        Gen.Select(Gen.Int[0, Kinds - 1], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 5], (kind, a, b, c) => new RandomVerb(kind, a, b, c)).Array[1, 60];
}

/// <summary>Does random verbs to a store; two stores given the same verbs must answer the same.</summary>
internal sealed class RandomVerbs(Scene scene)
{
    private static readonly StepAddress[] Addresses = [Scene.Map, Scene.Load, new("invoices", "map")];

    // Leases are never forgotten, so that old ones come back to commit, renew and stage too late.
    private readonly List<ClaimedMessage> _claimed = [];
    private int _ids;

    /// <summary>Does one verb.</summary>
    /// <returns>What it answered, as text.</returns>
    public async Task<string> DoAsync(RandomVerb verb)
    {
        var (kind, a, b, c) = verb;
        scene.Now += TimeSpan.FromSeconds(a);
        switch (kind)
        {
            case 0 or 1:
                return $"{await scene.SendToAsync(Addresses[b % 3], $"m{a}", $"n{_ids++}")}";
            case 2 or 3 or 4:
                var claim = await scene.ClaimResultAsync(a + 1, Addresses[b % 2], $"host-{c % 2}");
                _claimed.AddRange(claim.Messages);
                return $"{claim.NextDue} {string.Join(',', claim.Withheld)} {string.Join(' ', claim.Messages.Select(message => $"{message with { Message = message.Message with { Content = default } }} {Scene.Text(message.Message.Content)}"))}";
            case 5 or 6 or 7:
                return await CommitAsync(verb, new Disposition.Acknowledge());
            case 8 or 9:
                return await CommitAsync(verb, new Disposition.ReboundAt(scene.Now.AddSeconds(c * 7), b + 1, $"reason {c}"));
            case 10:
                return await CommitAsync(verb, new Disposition.Fail([new StepError("Error", $"broke {b}"), new StepError("TypeError", "and more")], KeepEmissions: c % 2 == 0));
            case 11:
                return await CommitAsync(verb, new Disposition.ReturnUncounted());
            case 12:
                if (Pick(b) is { } staging)
                    await scene.Store.StageAsync(staging.Token, [Scene.Message($"s{_ids++}", Scene.Load), Scene.Message($"s{_ids++}", Scene.Map)], default);
                return "";
            case 13:
                return string.Join(' ', await scene.Store.RenewAsync([.. _claimed.TakeLast(3).Select(claimed => claimed.Token)], scene.Now.AddSeconds(c * 10), default));
            case 14:
                scene.Now += TimeSpan.FromSeconds(c * 10);
                return $"{await scene.Store.RescueAsync(scene.Now, default)}";
            case 15:
                return $"{await scene.Store.RescueOwnerAsync($"host-{c % 2}", scene.Now, default)}";
            case 16:
                return $"{await scene.StateAsync((FlowState)(c % 4 == 0 ? 2 : 1), Addresses[b % 3].Flow)} {await scene.Store.DeployAsync(Scene.Package($"v{a % 3}", Addresses[b % 3].Flow), c % 2 == 0, scene.Now, default)}";
            case 17:
                var retry = await scene.Store.RetryAsync(new RetryRequest([a + 1, b + 1], OldVersion: c % 2 == 0), scene.Now, default);
                return $"{string.Join(' ', retry.Retried)} {string.Join(' ', retry.Refused.OrderBy(refusal => refusal.Key))}";
            case 18:
                return $"{await scene.SteerAsync((ReboundAction)(c % 3), a + 1, b + 1, (a * b) + 1)}";
            case 21:
                return string.Join(' ', await scene.Store.ReleaseAsync(Addresses[b % 3], scene.Now, default));
            case 23:
                return $"{await scene.Store.ExtendReboundsAsync([a + 1, b + 1, (a * b) + 1], new ReboundExtension(c, TimeSpan.FromSeconds(b * 3)), scene.Now, default)}";
            case 25:
                return $"{await scene.Store.MarkGroupAsync(new GroupMark($"f{a % 3}", b == 0 ? null : $"note {b}", c < 3 ? null : scene.Now.AddSeconds(c)), default)}";
            case 26:
                return $"{await scene.Store.BeginBulkRetryAsync(new BulkRetryOrder("ada", $"{a}") { OldVersion = c == 1, Edit = b == 2 ? "$" : null }, [a + 1, b + 1], c == 3 ? new Dictionary<long, string> { [99] = "no" } : new Dictionary<long, string>(), scene.Lease($"d{c % 2}"), scene.Now, default)}";
            case 27:
                return $"{await scene.Store.TakeBulkRetryAsync(a % 3, scene.Lease($"d{c % 2}"), resume: b > 2, scene.Now, default)} {string.Join(' ', await scene.Queries.BulkRetryMessagesAsync(a % 3, scene.Now, default))}";
            case 28:
                var turns = Enumerable.Range(0, b % 3).Select(number => new BulkRetryTurn(c == 4 ? Scene.Bytes($$"""{"body":{{number}}}""") : null, c == 5 ? "no edit" : null)).ToList();
                var advance = await scene.Store.AdvanceBulkRetryAsync((a % 3) + 1, scene.Lease($"d{c % 2}"), b % 2, turns, scene.Now, default);
                return $"{advance?.IsFlowInactive} {string.Join(' ', advance?.Result.Retried ?? [])} {string.Join(' ', advance?.Result.Refused ?? new Dictionary<long, string>())}";
            case 29:
                return $"{await scene.Store.EndBulkRetryAsync((a % 3) + 1, b > 2 ? null : $"d{c % 2}", (BulkRetryStop)(c % 5), scene.Now, default)}";
            case 24:
                return string.Join(' ', await scene.Queries.RetryStatesAsync([a + 1, b + 1, c + 1], scene.Now, default));
            case 22:
                return Pick(b) is { } begun ? $"{await scene.Store.BeginAsync(begun.Token, default)}" : "";
            case 19:
                return $"{await scene.WriteAsync(b == 0 ? null : $"{b}", expected: c == 5 ? null : c)}";
            default:
                await scene.Store.AppendLogsAsync([new StepLogLine(Addresses[b % 3], $"m{a}", "run", "thread", scene.Now, (StepLogLevel)(c + 1), "line")]);
                var retention = new Retention(TimeSpan.FromSeconds(a * 20), b + 1, TimeSpan.FromSeconds(b * 20), TimeSpan.FromSeconds(c * 20), a, TimeSpan.FromSeconds(c * 30));
                return c == 0 ? $"{await scene.Store.PruneAsync(retention, scene.Now, default)}" : "";
        }
    }

    private ClaimedMessage? Pick(int number) => _claimed.Count == 0 ? null : _claimed[^((number % _claimed.Count) + 1)];

    private async Task<string> CommitAsync(RandomVerb verb, Disposition disposition)
    {
        if (Pick(verb.B) is not { } claimed)
            return "";
        var commit = scene.Commit(claimed, disposition, Scene.Message($"e{_ids++}", Addresses[verb.C % 2])) with
        {
            PublishStaged = verb.C,
            SnapshotSeen = verb.A switch { 0 => 0, 1 => (await scene.Queries.SnapshotAsync(claimed.Message.Address, default))?.Version ?? 0, _ => null },
            Snapshot = verb.A < 2 ? Scene.Bytes($"{_ids}") : default(ReadOnlyMemory<byte>?),
            Keys = verb.C == 1 ? Scene.Bytes($$"""{"k{{verb.A}}":{{_ids}}}""") : default(ReadOnlyMemory<byte>?),
            ClosesHandledError = verb.C == 2,
            Quarantine = verb is { A: 4 or 5, Kind: 8 or 10 or 11 }
                ? scene.Quarantine(claimed.Message.Id, claimed.Message.Address) with { FlowVersion = claimed.Message.FlowVersion, Probe = verb.A == 5 ? new ProbeSchedule(TimeSpan.FromSeconds(5), scene.Now.AddSeconds(5)) : null }
                : null,
            EndsHold = verb is { A: 3, Kind: 5 or 6 or 8 },
            Errors = disposition is Disposition.Fail fail ? [.. fail.Errors.Select(error => new NewError(error, verb.C == 3 ? Scene.Message($"h{_ids++}", Scene.Load) : null))] : [],
        };
        return $"{await scene.Store.CommitAsync(commit)}";
    }
}
