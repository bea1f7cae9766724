using System.Text.Json;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code;

/// <summary>Errors as scripts made them, turned into error records: cut and cleaned, but in their own words.</summary>
internal static class ScriptErrors
{
    private const int DeepestCause = 8;

    /// <summary>Reads a failure that a script's process sent.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ScriptFailure Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, FrameJson.Default.ScriptFailure) ?? throw new JsonException("A failure that is null.");

    public static StepError ToStepError(ScriptFailure failure, int depth = 0) => new(
        Short(failure.Name) ?? "Error",
        ShownText.Clean(failure.Message ?? "", ShownText.MessageLength))
    {
        Code = Short(failure.Code),
        StatusCode = failure.StatusCode,
        Stack = failure.Stack is null ? null : ShownText.Clean(failure.Stack, ShownText.LongLength),
        Cause = failure.Cause is null || depth == DeepestCause ? null : ToStepError(failure.Cause, depth + 1),
        File = failure.File is null ? null : ShownText.Clean(failure.File, 1000),
        Line = failure.Line,
        Column = failure.Column,
    };

    // They are cut further once secrets are out of them: a cut must not leave a part of one.
    private static string? Short(string? text) => string.IsNullOrEmpty(text) ? null : ShownText.Clean(text, 2000);
}
