using System.Runtime.InteropServices;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Errors;

/// <summary>
/// The message that tells an Error-Handling step what failed: body <c>{ error, errorInput }</c>, where <c>errorInput</c> is the failed message in both
/// shapes that scripts of the field read: <c>errorInput.body</c>, and <c>errorInput.content.body</c> with <c>errorInput.properties.headers</c>.
/// </summary>
internal static class ErrorStepMessage
{
    /// <summary>The message for the handler of this step's errors.</summary>
    /// <returns>Null when nobody handles them, or the failed message is itself on an Error-Handling step's path: a handler is never called for a handler.</returns>
    public static NewMessage? For(StepError error, NewMessage failed, StepDefinition step, FlowDefinition flow, DateTimeOffset now)
    {
        var handler = step.OnError ?? flow.OnError;
        if (handler is null || handler == step.Name || failed.HandlesError is not null)
            return null;
        return new NewMessage
        {
            Id = MessageIds.New(now),
            Address = failed.Address with { Step = handler },
            FlowVersion = failed.FlowVersion,
            Run = failed.Run,
            Thread = failed.Thread,
            Parent = failed.Id,
            Content = Content(error, failed),
            ReplyTo = failed.ReplyTo,
        };
    }

    /// <summary>The content of a message that tells of an error.</summary>
    public static byte[] Content(StepError error, NewMessage failed)
    {
        using var buffer = new MemoryStream();
        using var input = Parse(failed.Content);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = 300 }))
        {
            json.WriteStartObject();
            json.WriteStartObject("body");
            json.WritePropertyName("error");
            WriteError(json, error, failed.Address.Step);
            WriteInput(json, input.RootElement);
            json.WriteEndObject();
            json.WriteStartObject("headers");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The failed message; an empty object when it is no JSON that can be read, so that its failure is told all the same.</summary>
    private static JsonDocument Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            return JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException)
        {
            return JsonDocument.Parse("{}");
        }
    }

    private static void WriteError(Utf8JsonWriter json, StepError error, string? step)
    {
        json.WriteStartObject();
        json.WriteString("name", error.Name);
        json.WriteString("message", error.Message);
        json.WriteString("stack", error.Stack ?? "Not Available");
        if (error.Code is not null)
            json.WriteString("code", error.Code);
        if (error.StatusCode is { } status)
            json.WriteNumber("statusCode", status);
        if (step is not null)
            json.WriteString("step", step);
        if (error.Cause is not null)
        {
            json.WritePropertyName("cause");
            WriteError(json, error.Cause, step: null);
        }

        json.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter json, JsonElement message)
    {
        json.WriteStartObject("errorInput");
        foreach (var name in (string[])["body", "headers", "attachments", "passthrough"])
            Copy(json, message, name);
        json.WriteStartObject("content");
        Copy(json, message, "body");
        Copy(json, message, "headers");
        json.WriteEndObject();
        json.WriteStartObject("properties");
        Copy(json, message, "headers");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter json, JsonElement message, string name)
    {
        if (message.ValueKind == JsonValueKind.Object && message.TryGetProperty(name, out var value))
        {
            // As it was written: halves of surrogate pairs, which scripts make, cannot be written anew.
            json.WritePropertyName(name);
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        }
    }
}
