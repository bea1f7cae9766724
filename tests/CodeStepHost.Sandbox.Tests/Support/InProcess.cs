using System.Text.Json;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests.Support;

/// <summary>Runs frames through the script process's own loop, in this process and on this thread.</summary>
internal static class InProcess
{
    /// <summary>Prepares a script, runs it on the messages and gives a line for each frame that came back.</summary>
    public static IReadOnlyList<string> Run(PrepareRequest script, params ExecuteRequest[] messages)
    {
        using var input = new MemoryStream();
        Frames.Write(input, 1, script);
        for (var number = 0; number < messages.Length; number++)
            Frames.Write(input, (uint)number + 1, messages[number]);
        return Run(input);
    }

    /// <summary>The errors that a script emits or ends with, each with its stack; what it is rejected for.</summary>
    public static IReadOnlyList<string> Failures(PrepareRequest script, ExecuteRequest message)
    {
        using var input = new MemoryStream();
        Frames.Write(input, 1, script);
        Frames.Write(input, 1, message);
        input.Position = 0;
        using var output = new MemoryStream();
        using (var process = new ScriptProcess(input, output, TimeProvider.System))
            process.Run();
        output.Position = 0;
        var lines = new List<string>();
        while (Frames.Read(output) is { } frame)
        {
            if (frame.Type == FrameType.Ended && frame.Payload.Length > 0 && JsonSerializer.Deserialize(frame.Payload, FrameJson.Default.EndedPayload)!.Error is { } error)
                lines.Add(FrameText.WithStack(error));
            else if (frame.Type == FrameType.Emit && EmitPayload.Read(frame.Payload) is { Event: EmitEvent.Error or EmitEvent.Rebound } emitted)
                lines.Add($"{emitted.Event.ToString().ToLowerInvariant()} {FrameText.WithStack(JsonSerializer.Deserialize(emitted.Value.Span, FrameJson.Default.ScriptFailure)!)}");
            else if (frame.Type == FrameType.Rejected)
                lines.AddRange(FrameText.Lines(frame.Type, frame.Payload));
        }
        return lines;
    }

    /// <summary>Errors and warnings about a script, each with its suggestion.</summary>
    public static IReadOnlyList<string> Lint(PrepareRequest script) =>
        [.. Validate(script).Select(finding => $"{finding.Severity} {finding.Code} {finding.File}:{finding.Line}:{finding.Column} {finding.Message}{(finding.Suggestion is null ? "" : $" | {finding.Suggestion}")}")];

    public static IReadOnlyList<ScriptDiagnostic> Validate(PrepareRequest script)
    {
        using var input = new MemoryStream();
        Frames.Write(input, 1, script with { Lint = true });
        input.Position = 0;
        using var output = new MemoryStream();
        using (var process = new ScriptProcess(input, output, TimeProvider.System))
            process.Run();
        output.Position = 0;
        while (Frames.Read(output) is { } frame)
        {
            if (frame.Type is FrameType.Prepared or FrameType.Rejected)
                return JsonSerializer.Deserialize(frame.Payload, FrameJson.Default.PreparedScript)!.Diagnostics;
        }
        throw new EndOfStreamException("The process said nothing of the script.");
    }

    public static IReadOnlyList<string> Run(MemoryStream input)
    {
        input.Position = 0;
        using var output = new MemoryStream();
        using (var process = new ScriptProcess(input, output, TimeProvider.System))
            process.Run();
        output.Position = 0;
        var lines = new List<string>();
        while (Frames.Read(output) is { } frame)
            lines.AddRange(FrameText.Lines(frame.Type, frame.Payload));
        return lines;
    }
}
