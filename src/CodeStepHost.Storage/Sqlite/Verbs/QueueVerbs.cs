using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite.Verbs;

/// <summary>The states of a row in <c>messages</c>.</summary>
internal enum RowState
{
    Ready = 0,
    Leased = 1,
    Held = 2,
    Staged = 3,

    /// <summary>Due, and in a version of its step that is in quarantine or on hold.</summary>
    Withheld = 4,
}

/// <summary>Into a queue, and out of it under a lease.</summary>
internal static class QueueVerbs
{
    // So many messages one claim may put aside; the next claim goes on from there.
    private const int MostWithheldAtOnce = 2000;

    public static int Enqueue(WriteSession session, IReadOnlyList<Intake> intakes, DateTimeOffset now)
    {
        var added = 0;
        foreach (var intake in intakes)
        {
            if (session.Sql("enqueue/remember-intake").Bind(intake.Trigger.Flow).Bind(intake.Id).Bind(now).Execute() == 0)
                continue;
            added++;
            foreach (var message in intake.Messages)
                AddReady(session, message, now);
        }

        return added;
    }

    public static void AddReady(WriteSession session, NewMessage message, DateTimeOffset now, int attempt = 0, long? retryOf = null) =>
        Add(session, message, RowState.Ready, now, attempt, stagedFor: null, retryOf);

    public static bool Stage(WriteSession session, ClaimToken claim, IReadOnlyList<NewMessage> messages)
    {
        if (!IsLeased(session, claim))
            return false;
        foreach (var message in messages)
            Add(session, message, RowState.Staged, DateTimeOffset.UnixEpoch, attempt: 0, claim, retryOf: null);
        return true;
    }

    public static ClaimResult Claim(WriteSession session, ClaimRequest request)
    {
        if (!IsActive(session, request.Address.Flow) || session.FindStep(request.Address) is not { } step)
            return new ClaimResult([], NextDue: null);

        var quarantines = QuarantineVerbs.Versions(session, step);
        if (quarantines.Count == 0)
        {
            var due = Lease(session, request, Due(session, request, step, request.Count));
            return new ClaimResult(due, due.Count < request.Count ? NextDue(session, step, request.Now) : null);
        }

        var probes = Lease(session, request, Probes(session, request, step, quarantines));
        if (probes.Count > 0)
            quarantines = QuarantineVerbs.Versions(session, step);
        var (messages, hasMore) = ExceptWithheld(session, request, step, request.Count - probes.Count, [.. quarantines.Select(quarantine => quarantine.Version)]);
        messages = [.. probes, .. Lease(session, request, messages)];
        return new ClaimResult(messages, hasMore ? request.Now : messages.Count < request.Count ? NextDue(session, step, request.Now, quarantines) : null)
        {
            Withheld = [.. quarantines.Select(quarantine => quarantine.Version)],
        };
    }

    /// <summary>Due messages of versions that run; those of others are put aside on the way.</summary>
    /// <returns>With whether the way was too long for one claim.</returns>
    private static (List<ClaimedMessage> Messages, bool HasMore) ExceptWithheld(WriteSession session, ClaimRequest request, long step, int count, IReadOnlyList<int> withheld)
    {
        for (var putAside = 0; count > 0;)
        {
            var messages = Due(session, request, step, count);
            var inQuarantine = messages.Where(message => withheld.Contains(message.Message.FlowVersion)).ToList();
            foreach (var message in inQuarantine)
                session.Sql("quarantines/withhold").Bind(message.Token.Key).Execute();
            putAside += inQuarantine.Count;
            if (inQuarantine.Count == 0 || putAside >= MostWithheldAtOnce)
                return ([.. messages.Except(inQuarantine)], inQuarantine.Count > 0);
        }

        return ([], false);
    }

    /// <summary>The messages to be tried: of each version on hold whose next probe is due, the first that waits.</summary>
    private static List<ClaimedMessage> Probes(WriteSession session, ClaimRequest request, long step, IReadOnlyList<(int Version, ProbeSchedule? Probe)> quarantines)
    {
        var probes = new List<ClaimedMessage>();
        foreach (var (version, probe) in quarantines)
        {
            if (probe is null || probe.NextAt > request.Now || probes.Count == request.Count)
                continue;
            var first = Read(session.Sql("quarantines/probe").Bind(step).Bind(version).Bind(request.Now), request.Address);
            if (first.Count == 0)
                continue;
            probes.Add(first[0] with { IsProbe = true });
            session.Sql("quarantines/probed").Bind(request.Now + probe.Every).Bind(step).Bind(version).Execute();
        }

        return probes;
    }

    public static bool Begin(WriteSession session, ClaimToken claim) => session.Sql("claim/begin").Bind(claim.Key).Bind(claim.Generation).Execute() > 0;

    private static List<ClaimedMessage> Due(WriteSession session, ClaimRequest request, long step, int count) =>
        Read(session.Sql("claim/due").Bind(step).Bind(request.Now).Bind(count), request.Address);

    private static List<ClaimedMessage> Read(Native.SqliteStatement statement, StepAddress address)
    {
        var messages = new List<ClaimedMessage>();
        using var row = statement.Query();
        while (row.Read())
        {
            messages.Add(new ClaimedMessage(
                new ClaimToken(row.Int64(0), row.Int32(1) + 1),
                new NewMessage
                {
                    Address = address,
                    FlowVersion = row.Int32(5),
                    HandlesError = row.Int64OrNull(6),
                    Id = row.Text(7),
                    Run = row.Text(8),
                    Thread = row.Text(9),
                    Parent = row.TextOrNull(10),
                    ReplyTo = row.TextOrNull(11),
                    Content = row.Bytes(12),
                },
                Attempt: row.Int32(2) + 1,
                Rebounds: row.Int32(3),
                EnqueuedAt: row.Moment(4),
                Losses: row.Int32(13))
            {
                Granted = row.Int32(14),
            });
        }

        return messages;
    }

    private static List<ClaimedMessage> Lease(WriteSession session, ClaimRequest request, List<ClaimedMessage> messages)
    {
        foreach (var message in messages)
            session.Sql("claim/lease").Bind(request.Owner).Bind(request.LeaseUntil).Bind(message.Token.Key).Execute();
        return messages;
    }

    public static IReadOnlyList<ClaimToken> Renew(WriteSession session, IReadOnlyList<ClaimToken> claims, DateTimeOffset until) =>
        [.. claims.Where(claim => session.Sql("claim/renew").Bind(until).Bind(claim.Key).Bind(claim.Generation).Execute() == 0)];

    public static int Rescue(WriteSession session, DateTimeOffset now) => GiveBack(session, Keys(session.Sql("rescue/expired").Bind(now)));

    public static int RescueOwner(WriteSession session, string owner) => GiveBack(session, Keys(session.Sql("rescue/owned").Bind(owner)));

    public static bool IsActive(WriteSession session, string flow)
    {
        using var row = session.Sql("claim/flow-state").Bind(flow).Query();
        return row.Read() && row.Int32(0) == (int)FlowState.Active;
    }

    private static void Add(WriteSession session, NewMessage message, RowState state, DateTimeOffset now, int attempt, ClaimToken? stagedFor, long? retryOf)
    {
        var step = session.Step(message.Address);
        session.Sql("enqueue/message")
            .Bind(step)
            .Bind((long)state)
            .Bind(message.FlowVersion)
            .Bind(message.NotBefore > now ? message.NotBefore.Value : now)
            .Bind(now)
            .Bind(attempt)
            .Bind(stagedFor?.Key)
            .Bind(stagedFor?.Generation)
            .Bind(retryOf)
            .Bind(message.HandlesError)
            .Bind(message.Id)
            .Bind(message.Run)
            .Bind(message.Thread)
            .Bind(message.Parent)
            .Bind(message.ReplyTo)
            .Bind(message.Content)
            .Execute();
    }

    private static bool IsLeased(WriteSession session, ClaimToken claim)
    {
        using var row = session.Sql("commit/lease").Bind(claim.Key).Bind(claim.Generation).Query();
        return row.Read();
    }

    private static DateTimeOffset? NextDue(WriteSession session, long step, DateTimeOffset now)
    {
        using var row = session.Sql("claim/next-due").Bind(step).Bind(now).Query();
        return row.Read() ? row.MomentOrNull(0) : null;
    }

    /// <summary>Also when the next message is tried of a version on hold.</summary>
    private static DateTimeOffset? NextDue(WriteSession session, long step, DateTimeOffset now, IReadOnlyList<(int Version, ProbeSchedule? Probe)> quarantines) =>
        quarantines.Where(quarantine => quarantine.Probe?.NextAt > now).Select(quarantine => quarantine.Probe?.NextAt).Append(NextDue(session, step, now)).Min();

    private static List<long> Keys(Native.SqliteStatement statement)
    {
        var keys = new List<long>();
        using var row = statement.Query();
        while (row.Read())
            keys.Add(row.Int64(0));
        return keys;
    }

    private static int GiveBack(WriteSession session, List<long> keys)
    {
        foreach (var key in keys)
        {
            session.Sql("rescue/give-back").Bind(key).Execute();
            StagedVerbs.Drop(session, key);
        }

        return keys.Count;
    }
}
