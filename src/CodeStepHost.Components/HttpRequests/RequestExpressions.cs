using System.Buffers;
using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>The expressions of a step: those that make its request, and those that look at a response.</summary>
internal sealed class RequestExpressions(ExpressionValues ofRequest, ExpressionValues ofResponse, RequestSettings settings) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await ofRequest.DisposeAsync().ConfigureAwait(false);
        await ofResponse.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What the request is made of.</summary>
    public Task<IReadOnlyList<JsonElement?>> OfRequestAsync(StepExecution execution, CancellationToken enough, CancellationToken stopWork) =>
        ofRequest.OfAsync(execution, execution.Claimed.Message.Content, enough, stopWork);

    /// <summary>The items of a response, and what <c>pages.next</c> gives.</summary>
    /// <param name="response">As <c>{statusCode, headers, body}</c>.</param>
    public async Task<(IReadOnlyList<JsonElement> Items, JsonElement? Next)> OfResponseAsync(StepExecution execution, ReadOnlyMemory<byte> response, CancellationToken enough, CancellationToken stopWork)
    {
        if (!settings.HasItems && !settings.HasNext)
            return (Items(Body(response)), null);
        var values = await ofResponse.OfAsync(execution, WithResponse(execution.Claimed.Message.Content, response), enough, stopWork).ConfigureAwait(false);
        return (Items(settings.HasItems ? values[0] : Body(response)), settings.HasNext ? values[^1] : null);
    }

    private static JsonElement Body(ReadOnlyMemory<byte> response)
    {
        using var document = MessageJson.Parse(response);
        return document.RootElement.GetProperty("body").Clone();
    }

    private static IReadOnlyList<JsonElement> Items(JsonElement? value) => value?.ValueKind switch
    {
        null or JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Array => [.. value.Value.EnumerateArray()],
        _ => [value.Value],
    };

    private static ReadOnlyMemory<byte> WithResponse(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> response)
    {
        using var message = MessageJson.Parse(content);
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, MessageJson.Writing);
        writer.WriteStartObject();
        foreach (var member in message.RootElement.EnumerateObject().Where(member => member.Name != "response"))
        {
            writer.WritePropertyName(member.Name);
            MessageJson.WriteAsItIs(writer, member.Value);
        }

        writer.WritePropertyName("response"u8);
        writer.WriteRawValue(response.Span, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }
}
