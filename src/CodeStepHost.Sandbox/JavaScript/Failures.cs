using System.Globalization;
using CodeStepHost.Scripting.Frames;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// Describes what a script threw or passed to <c>emit('error')</c>. Reading an error may run the script's own getters, so this happens within the
/// execution and its time limit, and a getter that throws counts as absent.
/// </summary>
internal static class Failures
{
    private const string NotAvailable = "Not Available";

    private const int DeepestCause = 5;
    private const int LongestMessage = 64 * 1024;
    private const int LongestStack = 16 * 1024;
    private const int LongestName = 200;

    /// <summary>A thrown exception, with the place where it was thrown when the error itself names none.</summary>
    public static ScriptFailure Describe(JavaScriptException thrown)
    {
        var failure = Describe(thrown.Error);
        if (failure.Line is not null || thrown.Location.SourceFile is not { } file || file.StartsWith(StackFrames.InternalPrefix, StringComparison.Ordinal))
            return failure;
        var column = ScriptWrapper.ScriptColumn(thrown.Location.Start.Line, thrown.Location.Start.Column);
        return column < 1 ? failure : failure with { File = file, Line = thrown.Location.Start.Line, Column = column };
    }

    /// <summary>The failure with a place, unless it knows its own.</summary>
    public static ScriptFailure At(this ScriptFailure failure, ScriptPlace? place) =>
        failure.Line is null && place is { } known ? failure with { File = known.File, Line = known.Line, Column = known.Column } : failure;

    /// <summary>What was thrown or emitted. Nothing, and whatever else is falsy, says nothing: its message is <see cref="NotAvailable"/>.</summary>
    public static ScriptFailure Describe(JsValue value) => Describe(value, 0);

    private static ScriptFailure Describe(JsValue value, int depth)
    {
        if (!TypeConverter.ToBoolean(value))
            return new ScriptFailure("Error", NotAvailable);
        if (value is not ObjectInstance error)
            return new ScriptFailure("Error", Cap(value.ToString(), LongestMessage));

        var name = Cap(NameOf(error), LongestName);
        var message = Cap(MessageOf(error), LongestMessage);
        var (stack, place) = StackOf(error, name, message);
        return new ScriptFailure(
            name,
            message,
            stack,
            Text(Read(error, "code")) is { } code ? Cap(code, LongestName) : EngineLimits.CodeOf(name, message),
            StatusOf(error),
            depth < DeepestCause && CauseOf(error) is { } cause ? Describe(cause, depth + 1) : null,
            place?.File,
            place?.Line,
            place?.Column);
    }

    // Promise.any fails with all that failed; the first of them is told.
    private static JsValue? CauseOf(ObjectInstance error)
    {
        if (Read(error, "cause") is { } cause && !cause.IsUndefined() && !cause.IsNull())
            return cause;
        return Read(error, "errors") is JsArray { Length: > 0 } errors ? errors[0] : null;
    }

    private static string NameOf(ObjectInstance error)
    {
        if (Read(error, "name") is { } name && name.IsString() && name.ToString() is { Length: > 0 } text)
            return text;
        return "Error";
    }

    private static string MessageOf(ObjectInstance error)
    {
        var message = Read(error, "message");
        if (Text(message) is { } text)
            return text.Length == 0 && Read(error, "errors") is JsArray ? "All promises were rejected" : text;
        if (Read(error, "stack") is { } stack && stack.IsString())
            return "";
        return AsJson(error) ?? AsText(error) ?? NotAvailable;
    }

    private static (string? Stack, ScriptPlace? Place) StackOf(ObjectInstance error, string name, string message)
    {
        if (Read(error, "stack") is not { } value || !value.IsString())
            return default;
        var lines = StackFrames.OwnLines(Cap(value.ToString(), LongestStack));
        var title = message.Length == 0 ? name : $"{name}: {message}";
        var stack = lines.Count == 0 ? title : $"{title}\n{string.Join('\n', lines)}";
        return (Cap(stack, LongestStack), lines.Count == 0 ? null : StackFrames.Place(lines[0]));
    }

    private static int? StatusOf(ObjectInstance error)
    {
        var status = Read(error, "statusCode") is { } own && !own.IsUndefined() ? own : Read(error, "status");
        if (status is null)
            return null;
        if (status.IsNumber() && status.AsNumber() is var number && number == Math.Floor(number) && Math.Abs(number) < int.MaxValue)
            return (int)number;
        return status.IsString() && int.TryParse(status.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
    }

    private static string? Text(JsValue? value) =>
        value is not null && (value.IsString() || value.IsNumber() || value.IsBoolean() || value.IsBigInt()) ? value.ToString() : null;

    private static JsValue? Read(ObjectInstance error, string property)
    {
        try
        {
            return error.Get(property);
        }
        catch (JavaScriptException)
        {
            return null;
        }
    }

    private static string? AsJson(ObjectInstance error)
    {
        try
        {
            return new Jint.Native.Json.JsonSerializer(error.Engine).Serialize(error) is JsString json ? json.ToString() : null;
        }
        catch (JavaScriptException)
        {
            return null;
        }
    }

    private static string? AsText(ObjectInstance error)
    {
        try
        {
            return TypeConverter.ToString(error);
        }
        catch (JavaScriptException)
        {
            return null;
        }
    }

    private static string Cap(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length), "… (cut)");
}
