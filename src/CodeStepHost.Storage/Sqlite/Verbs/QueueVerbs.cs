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

    /// <summary>Due, and in a version of its step that is in quarantine.</summary>
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

        var withheld = QuarantineVerbs.Versions(session, step);
        List<ClaimedMessage> messages;
        for (var putAside = 0; ;)
        {
            messages = Due(session, request, step);
            if (withheld.Count == 0)
                break;
            var inQuarantine = messages.Where(message => withheld.Contains(message.Message.FlowVersion)).ToList();
            foreach (var message in inQuarantine)
                session.Sql("quarantines/withhold").Bind(message.Token.Key).Execute();
            putAside += inQuarantine.Count;
            if (inQuarantine.Count == 0 || putAside >= MostWithheldAtOnce)
            {
                messages = [.. messages.Except(inQuarantine)];
                if (inQuarantine.Count > 0)
                    return new ClaimResult(Lease(session, request, messages), request.Now) { Withheld = withheld };
                break;
            }
        }

        return new ClaimResult(Lease(session, request, messages), messages.Count < request.Count ? NextDue(session, step, request.Now) : null) { Withheld = withheld };
    }

    public static bool Begin(WriteSession session, ClaimToken claim) => session.Sql("claim/begin").Bind(claim.Key).Bind(claim.Generation).Execute() > 0;

    private static List<ClaimedMessage> Due(WriteSession session, ClaimRequest request, long step)
    {
        var messages = new List<ClaimedMessage>();
        using (var row = session.Sql("claim/due").Bind(step).Bind(request.Now).Bind(request.Count).Query())
        {
            while (row.Read())
            {
                messages.Add(new ClaimedMessage(
                    new ClaimToken(row.Int64(0), row.Int32(1) + 1),
                    new NewMessage
                    {
                        Address = request.Address,
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
                    Losses: row.Int32(13)));
            }
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
            session.Sql("commit/drop-staged").Bind(key).Execute();
        }

        return keys.Count;
    }
}
