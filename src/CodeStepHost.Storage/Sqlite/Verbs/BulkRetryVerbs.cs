using System.Text.Json;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite.Verbs;

/// <summary>Retries in bulk: what they are about, and how far they are.</summary>
internal static class BulkRetryVerbs
{
    private const int Retried = 1;
    private const int Refused = 2;

    public static long Begin(WriteSession session, BulkRetryOrder order, IReadOnlyList<long> errors, IReadOnlyDictionary<long, string> refused, BulkRetryLease lease, DateTimeOffset now)
    {
        session.Sql("bulk-retries/add").Bind(now).Bind(lease.Driver).Bind(lease.Until).Bind(StoredJson.Write(order)).Execute();
        var id = session.Database.LastInsertedKey;
        var places = errors.Distinct().ToList();
        session.Sql("bulk-retries/add-messages").Bind(id).Bind(JsonSerializer.Serialize(places)).Execute();
        foreach (var (index, (error, reason)) in refused.OrderBy(one => one.Key).Index())
            session.Sql("bulk-retries/add-refused").Bind(id).Bind(places.Count + index).Bind(error).Bind(reason).Execute();
        return id;
    }

    public static bool Take(WriteSession session, long id, BulkRetryLease lease, bool resume, DateTimeOffset now) =>
        session.Sql("bulk-retries/take").Bind(lease.Driver).Bind(lease.Until).Bind(id).Bind(now).Execute() > 0
        || (resume && session.Sql("bulk-retries/resume").Bind(lease.Driver).Bind(lease.Until).Bind(id).Execute() > 0);

    public static BulkRetryAdvance? Advance(WriteSession session, long id, BulkRetryLease lease, int next, IReadOnlyList<BulkRetryTurn> turns, DateTimeOffset now)
    {
        if (Renew(session, id, lease, next) is not { } order)
            return null;
        var retried = new List<long>();
        var refused = new Dictionary<long, string>();
        var failures = new HashSet<long>();
        var isFlowInactive = false;
        foreach (var ((place, error), turn) in Turns(session, id, next, turns.Count).Zip(turns))
        {
            var reason = turn.Problem ?? ErrorVerbs.Retry(session, error, new RetryRequest([error], turn.Content, order.OldVersion), failures, now);
            if (isFlowInactive = reason == RetryRefusals.FlowNotActive)
                break;
            session.Sql("bulk-retries/had-its-turn").Bind(reason is null ? Retried : Refused).Bind(reason).Bind(id).Bind(place).Execute();
            if (reason is null)
                retried.Add(error);
            else
                refused.Add(error, reason);
        }

        if (retried.Count + refused.Count > 0)
            session.Sql("bulk-retries/move-on").Bind(next + retried.Count + refused.Count).Bind(id).Execute();
        return new BulkRetryAdvance(new RetryResult(retried, refused), isFlowInactive);
    }

    public static bool End(WriteSession session, long id, string? driver, BulkRetryStop stop, DateTimeOffset now) =>
        session.Sql("bulk-retries/end")
            .Bind((long)(stop == BulkRetryStop.None ? BulkRetryState.Ended : BulkRetryState.Stopped))
            .Bind((long)stop)
            .Bind(now)
            .Bind(id)
            .Bind(driver)
            .Execute() > 0;

    private static BulkRetryOrder? Renew(WriteSession session, long id, BulkRetryLease lease, int next)
    {
        using var row = session.Sql("bulk-retries/renew").Bind(lease.Until).Bind(id).Bind(lease.Driver).Bind(next).Query();
        return row.Read() ? StoredJson.ReadOrder(row.Text(0)) : null;
    }

    private static List<(int Place, long Error)> Turns(WriteSession session, long id, int next, int count)
    {
        var turns = new List<(int, long)>();
        using var row = session.Sql("bulk-retries/turns").Bind(id).Bind(next).Bind(count).Query();
        while (row.Read())
            turns.Add((row.Int32(0), row.Int64(1)));
        return turns;
    }
}
