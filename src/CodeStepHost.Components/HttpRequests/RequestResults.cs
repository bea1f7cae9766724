using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>Makes messages of what came back: one, or one for each item.</summary>
/// <param name="content">The incoming message, whose body they become a part of when the step has <c>as</c>.</param>
internal sealed class RequestResults(ReadOnlyMemory<byte> content, RequestSettings settings, StepLimits limits, Outbox outbox)
{
    // A rebound keeps what was emitted before it, and the message comes again: nothing may leave before the last page is there.
    private readonly bool _waits = settings is { OnError: not RequestErrorRule.Throw, Pages: not null };
    private readonly List<ReadOnlyMemory<byte>> _waiting = [];
    private readonly List<JsonElement> _items = [];
    private long _bytes;

    /// <summary>Looks whether there can be a result, before anything is asked for.</summary>
    /// <exception cref="StepFailedException">The result shall become a part of a body that is no object.</exception>
    public void Check()
    {
        if (settings.As is null)
            return;
        using var message = MessageJson.Parse(content);
        BodyOf(message);
    }

    /// <summary>The one response there is.</summary>
    /// <param name="response">As <c>{statusCode, headers, body}</c>.</param>
    public async ValueTask OnlyAsync(ReadOnlyMemory<byte> response, CancellationToken enough)
    {
        using var json = MessageJson.Parse(response);
        await outbox.EmitAsync(Data(settings.Emit == ResponseEmission.Response ? json.RootElement : json.RootElement.GetProperty("body")), enough).ConfigureAwait(false);
    }

    /// <summary>An answer that is an error, and is emitted instead of all else.</summary>
    public async ValueTask FailedAsync(ReadOnlyMemory<byte> response, CancellationToken enough)
    {
        using var json = MessageJson.Parse(response);
        await outbox.EmitAsync(Data(json.RootElement), enough).ConfigureAwait(false);
    }

    /// <summary>The items of one page.</summary>
    public async ValueTask AddAsync(IReadOnlyList<JsonElement> items, CancellationToken enough)
    {
        if (settings.Emit != ResponseEmission.Each)
        {
            _items.AddRange(items);
            Count(items.Sum(item => (long)MessageJson.Length(item)), limits.MessageBytes, ErrorCodes.MessageLimit, "limits.message", "`emit: each` gives every item a message of its own");
            return;
        }

        foreach (var item in items)
        {
            var data = Data(item);
            if (_waits)
            {
                _waiting.Add(data.Content);
                Count(data.Content.Length, limits.Memory, ErrorCodes.MemoryLimit, "limits.memory", "with `onError: throw` they need not be held until the last page");
            }
            else
            {
                await outbox.EmitAsync(data, enough).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The last page has been there.</summary>
    public async ValueTask EndAsync(CancellationToken enough)
    {
        if (settings.Emit != ResponseEmission.Each)
            await outbox.EmitAsync(Data(WriteItems), enough).ConfigureAwait(false);
        foreach (var waiting in _waiting)
            await outbox.EmitAsync(new Emission.Data(waiting), enough).ConfigureAwait(false);
    }

    private void Count(long bytes, long most, string code, string setting, string advice)
    {
        _bytes += bytes;
        if (_bytes > most)
            throw new StepFailedException(new StepError("Error", $"The items of all pages together are larger than {setting} ({ByteSize.Format(most)}); {advice}.") { Code = code }, isLimit: true);
    }

    private void WriteItems(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in _items)
            MessageJson.WriteAsItIs(writer, item);
        writer.WriteEndArray();
    }

    private Emission.Data Data(JsonElement result) => Data(writer => MessageJson.WriteAsItIs(writer, result));

    private Emission.Data Data(Action<Utf8JsonWriter> write) => new(MessageJson.Message(writer =>
    {
        if (settings.As is not { } name)
        {
            write(writer);
            return;
        }

        using var message = MessageJson.Parse(content);
        MessageJson.WriteWith(writer, BodyOf(message), name, write);
    }));

    private static JsonElement BodyOf(JsonDocument message) => MessageJson.BodyObject(MessageJson.Body(message), HttpErrorCodes.Value);
}
