using System.Data;
using System.Net.Sockets;
using System.Text.Json;
using CodeStepHost.Components.Database.Engines;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Database;

/// <summary>A database step at work.</summary>
/// <param name="rebounds">Whether a lock of the engine parks the message.</param>
/// <param name="timeout">The time that one message may take.</param>
/// <param name="timeoutSetting">The setting that gave the time, for the error.</param>
internal sealed class DatabaseLane(
    NamedConnection connection, DatabaseAction action, bool rebounds, TimeSpan timeout, string timeoutSetting, TimeProvider time) : IStepLane
{
    public int Depth => 1;

    public bool UsesSnapshot => false;

    /// <summary>Told each statement before it runs; null: nobody is.</summary>
    public Action<SqlStatement>? Prepared { get; init; }

    private DatabaseEngine Engine => connection.Engine;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>On a thread of its own, because SQLite's calls block.</summary>
    public Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork) =>
        Task.Run(() => WorkAsync(execution, stopWork), CancellationToken.None);

    private async Task<ComponentEnd> WorkAsync(StepExecution execution, CancellationToken stopWork)
    {
        var outbox = new Outbox(execution.Emissions);
        using var clock = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, stopWork);
        SqlStatement? statement = null;
        try
        {
            using var message = MessageJson.Parse(execution.Claimed.Message.Content);
            var body = MessageJson.Body(message);
            statement = action.Prepare(body);
            Prepared?.Invoke(statement);
            if (await TransactAsync(statement, body, outbox, stop.Token) is { } emission)
            {
                // The transaction is committed: from here on nothing may make the message run again.
                await outbox.EmitAsync(new Emission.Data(emission), CancellationToken.None);
            }

            return new ComponentEnd.Completed();
        }
        catch (Exception exception) when (!outbox.IsBroken)
        {
            var error = ErrorOf(exception, statement);
            if (exception is StepFailedException { IsLimit: true })
                return new ComponentEnd.LimitExceeded(error);
            if (stop.IsCancellationRequested && Engine.IsStopped(exception))
                return stopWork.IsCancellationRequested ? new ComponentEnd.Interrupted() : new ComponentEnd.LimitExceeded(TooLong(statement));
            if (!rebounds || !Engine.IsLock(exception))
                return new ComponentEnd.Threw(error);

            await execution.Emissions.EmitAsync(new Emission.Rebound(Engine.MessageOf(exception)), CancellationToken.None);
            return new ComponentEnd.Completed();
        }
    }

    /// <summary>In a transaction even when it only reads, so that a <c>BEGIN</c> in the author's SQL cannot stay open in the pool.</summary>
    private async Task<ReadOnlyMemory<byte>?> TransactAsync(SqlStatement statement, JsonElement body, Outbox outbox, CancellationToken stop)
    {
        await using var open = await Engine.OpenAsync(connection.ConnectionString, stop);
        using var stopped = Engine.StopOn(open, stop);
        await using var transaction = await Engine.BeginAsync(open, stop);
        await using var command = open.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = statement.Text;
        if (statement.IsCall)
            command.CommandType = CommandType.StoredProcedure;
        Engine.LimitTime(command, timeout);
        await Engine.BindAsync(command, statement, stop);

        var emission = await action.RunAsync(command, body, outbox, stop);
        await transaction.CommitAsync(CancellationToken.None);
        return emission;
    }

    private StepError ErrorOf(Exception exception, SqlStatement? statement)
    {
        if (exception is StepFailedException failed)
            return statement is null ? failed.Error : failed.Error with { Details = Details(statement) };
        var error = new StepError(Engine.NameOf(exception), Engine.MessageOf(exception))
        {
            Code = Engine.CodeOf(exception) ?? SocketCode(exception),
            Cause = exception.InnerException is { } inner ? ErrorOf(inner, statement: null) : null,
        };
        if (statement is null)
            return error;
        var details = Details(statement);
        foreach (var (name, text) in Engine.DetailsOf(exception))
        {
            if (!string.IsNullOrEmpty(text))
                details[name] = text;
        }

        return error with { Details = details };
    }

    /// <summary>Why the server could not be reached.</summary>
    private static string? SocketCode(Exception? exception) => exception switch
    {
        null => null,
        SocketException socket => HttpFailures.CodeOf(socket.SocketErrorCode),
        _ => SocketCode(exception.InnerException),
    };

    private StepError TooLong(SqlStatement? statement) =>
        new("Error", $"The step took longer than {timeoutSetting} ({timeout.TotalSeconds:0.###} s).")
        {
            Code = ErrorCodes.TimeLimit,
            Details = statement is null ? null : Details(statement),
        };

    private Dictionary<string, string> Details(SqlStatement statement) => new() { ["connection"] = connection.Name, ["sql"] = statement.Shown };
}
