using System.Text;
using System.Text.Json;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests.Support;

/// <summary>One line of text for each frame that a script process sends.</summary>
internal static class FrameText
{
    public static IEnumerable<string> Lines(FrameType type, byte[] payload)
    {
        switch (type)
        {
            case FrameType.Ready:
                return ["ready"];
            case FrameType.Assembly:
                return [];
            case FrameType.Prepared or FrameType.Rejected:
                return Prepared(JsonSerializer.Deserialize(payload, FrameJson.Default.PreparedScript)!);
            case FrameType.Emit:
                return [Emitted(EmitPayload.Read(payload))];
            case FrameType.Log:
                return [$"log {((LogLevelByte)payload[0]).ToString().ToLowerInvariant()} {Encoding.UTF8.GetString(payload.AsSpan(1))}"];
            case FrameType.HttpRequest:
                var call = JsonSerializer.Deserialize(payload, FrameJson.Default.HttpCall)!;
                return [$"http {call.Method} {call.Url}"];
            case FrameType.Ended:
                return [payload.Length == 0 ? "completed" : Ended(JsonSerializer.Deserialize(payload, FrameJson.Default.EndedPayload)!)];
            default:
                return [type.ToString()];
        }
    }

    private static IEnumerable<string> Prepared(PreparedScript script)
    {
        yield return script.EntryPoint is null ? "rejected" : $"entry {script.EntryPoint}{(script.UsesSnapshot ? ", uses the snapshot" : "")}";
        foreach (var finding in script.Diagnostics)
            yield return $"{finding.Severity} {finding.Code} {finding.File}:{finding.Line}:{finding.Column} {finding.Message}";
    }

    private static string Emitted(EmitPayload emitted)
    {
        var value = Encoding.UTF8.GetString(emitted.Value.Span);
        var name = emitted.Event.ToString();
        name = char.ToLowerInvariant(name[0]) + name[1..];
        return emitted.Event is EmitEvent.Error or EmitEvent.Rebound
            ? $"{name} {Failure(JsonSerializer.Deserialize(value, FrameJson.Default.ScriptFailure)!)}"
            : $"{name}{(emitted.MessageId is null ? "" : $" id={emitted.MessageId}")} {value}".TrimEnd();
    }

    private static string Ended(EndedPayload ended) =>
        $"{ended.Kind}{(ended.Ended ? " after end" : "")}{(ended.Error is null ? "" : $" {Failure(ended.Error)}")}";

    /// <summary>As in the other cases, with the stack.</summary>
    public static string WithStack(ScriptFailure failure) =>
        Failure(failure) + (failure.Stack is null ? "" : string.Concat(failure.Stack.Split('\n').Where(line => line.StartsWith("    at ", StringComparison.Ordinal)).Select(line => $" |{line[3..]}")));

    private static string Failure(ScriptFailure failure) =>
        $"{failure.Name}: {failure.Message.ReplaceLineEndings("\\n")}"
        + (failure.Code is null ? "" : $" code={failure.Code}")
        + (failure.StatusCode is null ? "" : $" status={failure.StatusCode}")
        + (failure.Line is null ? "" : $" at {failure.File}:{failure.Line}:{failure.Column}")
        + (failure.Cause is null ? "" : $" <- {Failure(failure.Cause)}");
}
