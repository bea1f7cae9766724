using System.Diagnostics;
using System.Globalization;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Messages for exceptions whose own words do not tell an author what happened.</summary>
internal static class ExceptionAdvice
{
    private const int LongestLine = 120;

    /// <summary>A better message than the exception's own; null when that is good enough.</summary>
    /// <param name="frame">The frame of the author's file in which it was thrown.</param>
    public static string? For(Exception thrown, StackFrame? frame, IReadOnlyDictionary<string, string> files) => thrown switch
    {
        NullReferenceException when Statement(frame, files) is { } statement =>
            $"Something is null in: {statement} A member that may be missing is read with ?. or with Get<T>(\"path\", otherwise); Get<T>(\"path\") says what is missing.",
        CultureNotFoundException => $"Scripts know the invariant culture only, the same on every machine: there is no '{(thrown as CultureNotFoundException)!.InvalidCultureName}'. "
            + "For numbers use new NumberFormatInfo { NumberDecimalSeparator = \",\", NumberGroupSeparator = \".\" }, for dates a format such as \"dd.MM.yyyy\".",
        _ => null,
    };

    private static string? Statement(StackFrame? frame, IReadOnlyDictionary<string, string> files)
    {
        if (frame?.GetFileName() is not { } file || !files.TryGetValue(file, out var text))
            return null;
        var line = text.Split('\n').ElementAtOrDefault(frame.GetFileLineNumber() - 1)?.Trim();
        if (string.IsNullOrEmpty(line))
            return null;
        return line.Length <= LongestLine ? line : $"{line[..LongestLine]}…";
    }
}
