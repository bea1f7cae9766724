using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite.Verbs;

/// <summary>Failed messages: recorded with their errors, and sent back by a person.</summary>
internal static class ErrorVerbs
{
    /// <summary>Keeps the message as it failed, once, and each error with the message for its handler.</summary>
    public static void Record(WriteSession session, long key, long step, StepAddress address, IReadOnlyList<NewError> errors, DateTimeOffset now, ReadOnlyMemory<byte>? recording = null)
    {
        session.Sql("errors/keep-message").Bind(session.KeepContentUpTo).Bind(recording).Bind(key).Execute();
        var failure = session.Database.LastInsertedKey;
        foreach (var (error, handler) in errors)
        {
            session.Sql("errors/add").Bind(failure).Bind(step).Bind(now).Bind(ErrorFingerprint.Of(address, error)).Bind(StoredJson.Write(error)).Execute();
            if (handler is not null)
                QueueVerbs.AddReady(session, handler with { HandlesError = session.Database.LastInsertedKey }, now);
        }
    }

    public static RetryResult Retry(WriteSession session, RetryRequest request, DateTimeOffset now)
    {
        var retried = new List<long>();
        var refused = new Dictionary<long, string>();
        var failures = new HashSet<long>();
        foreach (var id in request.Errors.Distinct())
        {
            if (Retry(session, id, request, failures, now) is { } reason)
                refused.Add(id, reason);
            else
                retried.Add(id);
        }

        return new RetryResult(retried, refused);
    }

    public static bool Mark(WriteSession session, GroupMark mark)
    {
        session.Sql("errors/unmark").Bind(mark.Fingerprint).Execute();
        if (mark.Note is not null || mark.MutedUntil is not null)
            session.Sql("errors/mark").Bind(mark.Fingerprint).Bind(mark.Note).Bind(mark.MutedUntil is { } until ? Moments.Store(until) : null).Execute();
        return true;
    }

    /// <summary>Sends one failed message back.</summary>
    /// <param name="failures">Those that were sent back in this transaction: several errors may be of one.</param>
    /// <returns>Why not; null when it was.</returns>
    public static string? Retry(WriteSession session, long id, RetryRequest request, HashSet<long> failures, DateTimeOffset now)
    {
        if (Find(session, id) is not { } failed)
            return RetryRefusals.Missing;
        if (failures.Contains(failed.Failure))
            return null;
        if (failed.State != ErrorState.Open)
            return RetryRefusals.NotOpen;
        if (failed.Flow != FlowState.Active)
            return RetryRefusals.FlowNotActive;
        if ((request.Content ?? failed.Content) is not { } content)
            return RetryRefusals.TooLarge;
        if (RetryHeader.Add(content) is { } marked)
            content = marked;
        else if (request.Content is not null)
            return RetryRefusals.NotAnObject;

        failures.Add(failed.Failure);
        session.Sql("errors/retried").Bind(now).Bind(failed.Failure).Execute();
        var message = failed.Message with { Content = content, FlowVersion = request.OldVersion ? failed.Message.FlowVersion : failed.CurrentVersion };
        QueueVerbs.AddReady(session, message, now, failed.Attempt, retryOf: id);
        return null;
    }

    private static FailedMessage? Find(WriteSession session, long id)
    {
        using var row = session.Sql("errors/to-retry").Bind(id).Query();
        if (!row.Read())
            return null;
        return new FailedMessage(
            State: (ErrorState)row.Int32(0),
            Failure: row.Int64(1),
            Flow: row.IsNull(2) ? null : (FlowState)row.Int32(2),
            CurrentVersion: row.Int32(3),
            Attempt: row.Int32(5),
            Content: row.BytesOrNull(12),
            Message: new NewMessage
            {
                FlowVersion = row.Int32(4),
                HandlesError = row.Int64OrNull(6),
                Id = row.Text(7),
                Run = row.Text(8),
                Thread = row.Text(9),
                Parent = row.TextOrNull(10),
                ReplyTo = row.TextOrNull(11),
                Address = new StepAddress(row.Text(13), row.Text(14)),
                Content = default,
            });
    }

    private sealed record FailedMessage(ErrorState State, long Failure, FlowState? Flow, int CurrentVersion, int Attempt, ReadOnlyMemory<byte>? Content, NewMessage Message);
}
