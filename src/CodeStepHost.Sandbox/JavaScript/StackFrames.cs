using System.Globalization;
using System.Text.RegularExpressions;
using Acornima;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Stack lines: written as V8 writes them, in the script's own lines and columns, and read back to find where an error was made.</summary>
internal static partial class StackFrames
{
    /// <summary>Files of the sandbox itself have names that begin so; their frames are not shown.</summary>
    public const string InternalPrefix = "codestep:";

    /// <summary>A frame that is not shown, at the end of a stack.</summary>
    public const string Nothing = "\n";

    private const string HostFrame = "    at (codestep)\n";

    /// <summary>A frame: a function that was called, or the place alone where it has no name.</summary>
    public static string Line(string name, SourceLocation location) => Written(name, location, "") ?? HostFrame;

    /// <summary>A function that awaits what the function of the line above it promised, at that <c>await</c>; nothing in the sandbox's own files.</summary>
    public static string AsyncLine(string name, SourceLocation location) => Written(name, location, "async ") ?? "";

    private static string? Written(string name, SourceLocation location, string kind)
    {
        if (location.SourceFile is not { } file || file.StartsWith(InternalPrefix, StringComparison.Ordinal))
            return null;
        var column = ScriptWrapper.ScriptColumn(location.Start.Line, location.Start.Column);
        if (column < 1)
            return null;
        var place = string.Create(CultureInfo.InvariantCulture, $"{file}:{location.Start.Line}:{column}");
        return name.Length == 0 ? $"    at {kind}{place}\n" : $"    at {kind}{name} ({place})\n";
    }

    /// <summary>The lines of a stack that lie in the author's files.</summary>
    public static IReadOnlyList<string> OwnLines(string stack)
    {
        var lines = stack.Split('\n').Select(line => line.TrimEnd()).Where(line => FrameLine().IsMatch(line) && !line.Contains(InternalPrefix, StringComparison.Ordinal)).ToList();
        if (lines.Exists(line => !IsOfHost(line)))
            lines.RemoveAll(IsOfHost);
        return lines;
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
