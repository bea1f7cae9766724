using System.Globalization;
using System.Text.RegularExpressions;
using Acornima;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Stack lines: written as V8 writes them, in the script's own lines and columns, and read back to find where an error was made.</summary>
internal static partial class StackFrames
{
    /// <summary>Files of the sandbox itself have names that begin so; their frames are not shown.</summary>
    public const string InternalPrefix = "codestep:";

    // Where the engine itself called or resumed a function. Alone, it is where the error was made (after an await); behind others, it says nothing new.
    private const string OutermostMark = "    at async ";

    private const string HostFrame = "    at (codestep)\n";

    public static string Describe(string description, SourceLocation location, string[]? arguments)
    {
        var file = location.SourceFile;
        if (file is null || file.StartsWith(InternalPrefix, StringComparison.Ordinal))
            return HostFrame;
        var column = ScriptWrapper.ScriptColumn(location.Start.Line, location.Start.Column);
        if (column < 1)
            return HostFrame;
        if (arguments is null && description.Length == 0)
            return string.Create(CultureInfo.InvariantCulture, $"{OutermostMark}{file}:{location.Start.Line}:{column}\n");
        var name = description is "" or "(anonymous)" ? null : description;
        return name is null
            ? string.Create(CultureInfo.InvariantCulture, $"    at {file}:{location.Start.Line}:{column}\n")
            : string.Create(CultureInfo.InvariantCulture, $"    at {name} ({file}:{location.Start.Line}:{column})\n");
    }

    /// <summary>The lines of a stack that lie in the author's files.</summary>
    public static IReadOnlyList<string> OwnLines(string stack)
    {
        var lines = stack.Split('\n').Select(line => line.TrimEnd()).Where(line => FrameLine().IsMatch(line) && !line.Contains(InternalPrefix, StringComparison.Ordinal)).ToList();
        if (lines.Count > 1)
            lines.RemoveAll(line => line.StartsWith(OutermostMark, StringComparison.Ordinal));
        if (lines.Exists(line => !IsOfHost(line)))
            lines.RemoveAll(IsOfHost);
        return lines.ConvertAll(line => line.Replace(OutermostMark, "    at ", StringComparison.Ordinal));
    }

    // Functions of the host say where their last argument stood, which is less than where they were called.
    private static bool IsOfHost(string line) => line.StartsWith("    at emit (", StringComparison.Ordinal) || line.StartsWith("    at require (", StringComparison.Ordinal);

    /// <summary>The place that a stack line names; null when it names none.</summary>
    public static ScriptPlace? Place(string stackLine)
    {
        var match = FrameLine().Match(stackLine);
        return match.Success && int.TryParse(match.Groups["line"].ValueSpan, out var line) && int.TryParse(match.Groups["column"].ValueSpan, out var column)
            ? new ScriptPlace(match.Groups["file"].Value, line, column)
            : null;
    }

    [GeneratedRegex(@"^\s+at (?:async )?(?:[^()]* \()?(?<file>[^()]+):(?<line>\d{1,9}):(?<column>\d{1,9})\)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 300)]
    private static partial Regex FrameLine();
}
