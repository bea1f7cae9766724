using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CodeStepHost.Scripting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Describes exceptions of scripts, with the frames that lie in the author's files.</summary>
internal static partial class ExceptionFailures
{
    private const int DeepestCause = 5;
    private const int LongestMessage = 64 * 1024;
    private const string NotAvailable = "Not Available";

    /// <summary>What a script passed to <c>error</c> or <c>rebound</c>: an exception, a text, an object with name and message, or nothing.</summary>
    public static ScriptFailure Describe(object? value, IReadOnlyDictionary<string, string> files) => value switch
    {
        null or "" => new ScriptFailure("Error", NotAvailable),
        Exception thrown => Describe(thrown, files),
        string text => new ScriptFailure("Error", Cap(text)),
        _ => ScriptJson.ToNode(value) is JsonObject error ? FromObject(error) : new ScriptFailure("Error", Cap(Convert.ToString(value, CultureInfo.InvariantCulture) ?? NotAvailable)),
    };

    public static ScriptFailure Describe(Exception thrown, IReadOnlyDictionary<string, string> files) => Describe(thrown, files, 0);

    private static ScriptFailure Describe(Exception thrown, IReadOnlyDictionary<string, string> files, int depth)
    {
        if (Wrapped(thrown) is { } inner)
        {
            // One that was made but never thrown knows no place: it is where the other was thrown.
            var described = Describe(inner, files, depth);
            return described.Line is null ? Placed(described, OwnFrames(new StackTrace(thrown, fNeedFileInfo: true), files)) : described;
        }
        var frames = OwnFrames(new StackTrace(thrown, fNeedFileInfo: true), files);
        var first = frames.FirstOrDefault();
        var message = Cap(ExceptionAdvice.For(thrown, first, files) ?? MessageOf(thrown));
        var name = thrown.GetType() == typeof(ScriptException) ? "Error" : thrown.GetType().Name;
        return new ScriptFailure(
            name,
            message,
            string.Join('\n', frames.Select(Line).Prepend($"{name}: {message}")),
            (thrown as ScriptException)?.Code,
            (thrown as ScriptException)?.StatusCode,
            depth < DeepestCause && thrown.InnerException is { } cause ? Describe(cause, files, depth + 1) : null,
            first?.GetFileName(),
            first?.GetFileLineNumber(),
            first?.GetFileColumnNumber());
    }

    /// <summary>The failure with the place in the author's files that is at work now, unless it knows its own.</summary>
    public static ScriptFailure AtCaller(ScriptFailure failure, IReadOnlyDictionary<string, string> files) =>
        failure.Line is null ? Placed(failure, OwnFrames(new StackTrace(fNeedFileInfo: true), files)) : failure;

    private static ScriptFailure Placed(ScriptFailure failure, List<StackFrame> frames) => frames is [var first, ..]
        ? failure with { File = first.GetFileName(), Line = first.GetFileLineNumber(), Column = first.GetFileColumnNumber(), Stack = string.Join('\n', frames.Select(Line).Prepend($"{failure.Name}: {failure.Message}")) }
        : failure;

    private static Exception? Wrapped(Exception thrown) => thrown switch
    {
        AggregateException { InnerExceptions: [var only] } => only,
        System.Reflection.TargetInvocationException { InnerException: { } inner } => inner,
        _ => null,
    };

    // Message may be overridden by the script, and may throw.
    private static string MessageOf(Exception thrown)
    {
        try
        {
            return thrown is JsonException { Path: { } path } && thrown.Message.Contains("object cycle", StringComparison.Ordinal)
                ? $"The value has no JSON form: it is nested too deeply, or contains itself ({path[..Math.Min(path.Length, 40)]}…)."
                : thrown.Message?.Replace("Script+", "", StringComparison.Ordinal) ?? NotAvailable;
        }
        catch (Exception)
        {
            return NotAvailable;
        }
    }

    private static List<StackFrame> OwnFrames(StackTrace stack, IReadOnlyDictionary<string, string> files) =>
        [.. stack.GetFrames().Where(frame => frame.GetFileName() is { } file && files.ContainsKey(file))];

    private static string Line(StackFrame frame)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{frame.GetFileName()}:{frame.GetFileLineNumber()}:{frame.GetFileColumnNumber()}");
        return MethodName(frame) is { } name ? $"    at {name} ({place})" : $"    at {place}";
    }

    // The compiler turns an async Run into <Run>d__1.MoveNext, a lambda into <Run>b__0, and the top level into <Initialize>.
    private static string? MethodName(StackFrame frame)
    {
        var method = frame.GetMethod();
        var made = method?.Name == "MoveNext" ? method.DeclaringType?.Name : method?.Name;
        if (made is null)
            return null;
        var match = MadeName().Match(made);
        var name = match.Success ? match.Groups["name"].Value : made;
        if (name is "Initialize" or "<Initialize>" or "" or ".cctor")
            return null;
        var type = method?.DeclaringType;
        if (type is not { IsNested: true } || type.Name.StartsWith('<'))
            return name == ".ctor" ? null : name;
        var typeName = type.Name.Split('`')[0];
        return name == ".ctor" ? $"new {typeName}" : $"{typeName}.{Accessor().Replace(name, "")}";
    }

    private static ScriptFailure FromObject(JsonObject error)
    {
        string? Text(string field) => error[field] is JsonValue value && value.ToString() is { Length: > 0 } text ? text : null;

        return new ScriptFailure(
            Text("name") ?? "Error",
            Cap(Text("message") ?? error.ToJsonString()),
            Code: Text("code"),
            StatusCode: int.TryParse(Text("statusCode"), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null);
    }

    private static string Cap(string text) => text.Length <= LongestMessage ? text : string.Concat(text.AsSpan(0, LongestMessage), "… (cut)");

    [GeneratedRegex("^[gs]et_", RegexOptions.None, matchTimeoutMilliseconds: 300)]
    private static partial Regex Accessor();

    [GeneratedRegex(@"^<+(?<name>\w*)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 300)]
    private static partial Regex MadeName();
}
