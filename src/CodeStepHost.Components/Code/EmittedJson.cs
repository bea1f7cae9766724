using System.Text.Json;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code;

/// <summary>
/// What a script's process emitted, as an emission. Messages pass unread, since they may be large and many; what the host
/// itself reads later is checked here.
/// </summary>
internal static class EmittedJson
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    /// <exception cref="FrameException">The value is not what its event carries.</exception>
    /// <exception cref="JsonException">The value is no JSON.</exception>
    public static Emission ToEmission(in EmitPayload emit)
    {
        switch (emit.Event)
        {
            case EmitEvent.Data:
                if (emit.Value.Length < 2 || (emit.Value.Span[0], emit.Value.Span[^1]) is not (((byte)'{', (byte)'}') or ((byte)'[', (byte)']')))
                    throw new FrameException("A message that is no JSON object, and no list.");
                return new Emission.Data(emit.Value, emit.MessageId);
            case EmitEvent.Error:
                return new Emission.Error(ScriptErrors.ToStepError(ScriptErrors.Read(emit.Value.Span)));
            case EmitEvent.Rebound:
                return new Emission.Rebound(ScriptErrors.ToStepError(ScriptErrors.Read(emit.Value.Span)).Message);
            case EmitEvent.Snapshot:
                Require(emit);
                return new Emission.Snapshot(emit.Value);
            case EmitEvent.UpdateKeys:
                RequireObject(emit);
                return new Emission.UpdateKeys(emit.Value);
            case EmitEvent.Handled:
                return new Emission.Handled();
            default:
                throw new FrameException($"The event {emit.Event} is no emission.");
        }
    }

    /// <exception cref="FrameException">The value is no JSON object.</exception>
    /// <exception cref="JsonException">The value is no JSON.</exception>
    public static void RequireObject(in EmitPayload emit)
    {
        if (Require(emit) != JsonTokenType.StartObject)
            throw new FrameException($"The value of {emit.Event} is no JSON object.");
    }

    private static JsonTokenType Require(in EmitPayload emit)
    {
        var reader = new Utf8JsonReader(emit.Value.Span, Options);
        reader.Read();
        var first = reader.TokenType;
        while (reader.Read())
        {
            // Reading to the end is the check.
        }

        return first;
    }
}
