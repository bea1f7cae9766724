using System.Data.Common;
using System.Text.Json;

namespace CodeStepHost.Components.Database;

/// <summary>What one kind of database step does with a message.</summary>
internal abstract class DatabaseAction
{
    /// <summary>The statement for this message.</summary>
    /// <exception cref="StepFailedException">The body is not what the statement needs.</exception>
    public abstract SqlStatement Prepare(JsonElement body);

    /// <summary>Runs the statement, inside a transaction. Messages that come one by one go to the outbox meanwhile.</summary>
    /// <returns>The message to emit once the transaction is committed; null: none.</returns>
    public abstract Task<ReadOnlyMemory<byte>?> RunAsync(DbCommand command, JsonElement body, Outbox outbox, CancellationToken stop);
}
