using System.Text.Json;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Flows.Upkeep;

/// <summary>How far triggers have come, each kept as its step's snapshot, where people see and reset it.</summary>
/// <param name="by">Who is said to have changed it.</param>
public sealed class TriggerPositions<T>(IFlowStore store, IFlowQueries queries, TimeProvider time, string by)
    where T : class
{
    private static readonly JsonSerializerOptions AsWritten = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads a trigger's position.</summary>
    /// <returns>With its version, and no value when there is none: never kept, reset, or no position at all.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task<(int Version, T? Value)> ReadAsync(StepAddress trigger, CancellationToken cancellationToken) =>
        await queries.SnapshotAsync(trigger, cancellationToken).ConfigureAwait(false) is { Value: { } value } row ? (row.Version, Parse(value)) : (0, null);

    /// <summary>Keeps a trigger's position.</summary>
    /// <param name="expected">The version that was read; null: whatever it is.</param>
    /// <returns>Its version; null: nothing was written, since somebody has changed it meanwhile.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot write.</exception>
    public async Task<int?> WriteAsync(StepAddress trigger, int? expected, T value, CancellationToken cancellationToken)
    {
        var write = new SnapshotWrite(trigger, expected, Bytes(value), by);
        var result = await store.WriteSnapshotAsync(write, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return result.Written ? result.Version : null;
    }

    private static byte[] Bytes(T value) => JsonSerializer.SerializeToUtf8Bytes(value, AsWritten);

    private static T? Parse(ReadOnlyMemory<byte> value)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(value.Span, AsWritten);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
