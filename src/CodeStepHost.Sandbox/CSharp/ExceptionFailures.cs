using System.Diagnostics;
using System.Globalization;
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
        if (thrown is AggregateException { InnerExceptions: [var only] })
            return Describe(only, files, depth);
        var frames = OwnFrames(thrown, files);
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

    // Message may be overridden by the script, and may throw.
    private static string MessageOf(Exception thrown)
    {
        try
        {
            return thrown.Message ?? NotAvailable;
        }
        catch (Exception)
        {
            return NotAvailable;
        }
    }

    private static List<StackFrame> OwnFrames(Exception thrown, IReadOnlyDictionary<string, string> files) =>
        [.. new StackTrace(thrown, fNeedFileInfo: true).GetFrames().Where(frame => frame.GetFileName() is { } file && files.ContainsKey(file))];

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
        return name is "Initialize" or "<Initialize>" or "" or ".ctor" or ".cctor" ? null : name;
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

    [GeneratedRegex(@"^<+(?<name>\w*)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 300)]
    private static partial Regex MadeName();
}
