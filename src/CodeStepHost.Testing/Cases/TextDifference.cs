using System.Globalization;
using System.Text.RegularExpressions;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace CodeStepHost.Testing.Cases;

/// <summary>A line of a difference.</summary>
/// <param name="Mark"><c>-</c> only in the accepted outcome, <c>+</c> only in this one, a space in both, <c>…</c> lines left out.</param>
internal readonly record struct DiffLine(char Mark, string Text);

/// <summary>The lines in which two outcomes differ, with a few around them; never more than a person reads.</summary>
internal static partial class TextDifference
{
    private const int LinesAround = 3;
    private const int MostLines = 120;
    private const int LongestLine = 240;

    /// <summary>Comparing line by line costs their product: larger middles are shown by their beginnings.</summary>
    private const int MostCompared = 3000;

    public static IReadOnlyList<DiffLine> Of(string verified, string received)
    {
        var before = Split(verified);
        var after = Split(received);
        var head = Common(before, after, line => line, Math.Min(before.Length, after.Length));
        var tail = Common(before, after, line => ^(line + 1), Math.Min(before.Length, after.Length) - head);
        var middle = Middle(before[head..^tail], after[head..^tail]);
        return Shown([.. before[..head].Select(Same), .. middle, .. before[^tail..].Select(Same)]);
    }

    private static string[] Split(string text) => text.TrimEnd('\n').Split('\n');

    private static int Common(string[] before, string[] after, Func<int, Index> at, int most)
    {
        var count = 0;
        while (count < most && before[at(count)] == after[at(count)])
            count++;
        return count;
    }

    private static DiffLine Same(string line) => new(' ', line);

    private static List<DiffLine> Middle(string[] before, string[] after)
    {
        if (before.Length > MostCompared || after.Length > MostCompared)
            return [.. Beginning('-', before), .. Beginning('+', after)];

        // The builder takes one empty line for none, and makes an empty one of none.
        if (before is [] or [""] || after is [] or [""])
            return [.. before.Select(line => new DiffLine('-', line)), .. after.Select(line => new DiffLine('+', line))];
        var lines = InlineDiffBuilder.Diff(string.Join('\n', before), string.Join('\n', after), ignoreWhiteSpace: false).Lines;
        return [.. lines.Select(line => new DiffLine(line.Type switch { ChangeType.Deleted => '-', ChangeType.Inserted => '+', _ => ' ' }, line.Text))];
    }

    private static IEnumerable<DiffLine> Beginning(char mark, string[] lines)
    {
        const int shown = 20;
        foreach (var line in lines.Take(shown))
            yield return new DiffLine(mark, line);
        if (lines.Length > shown)
            yield return new DiffLine(mark, string.Create(CultureInfo.InvariantCulture, $"… and {lines.Length - shown} more lines"));
    }

    private static List<DiffLine> Shown(List<DiffLine> lines)
    {
        var near = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Mark != ' ')
                near.AsSpan(Math.Max(0, i - LinesAround)..Math.Min(lines.Count, i + LinesAround + 1)).Fill(true);
        }

        var shown = new List<DiffLine>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (shown.Count == MostLines)
            {
                shown.Add(new DiffLine('…', string.Create(CultureInfo.InvariantCulture, $"and {lines.Count - i} more lines")));
                break;
            }

            if (near[i])
                shown.Add(lines[i] with { Text = Cut(lines[i].Text, Counterpart(lines, i)) });
            else if (i == 0 || near[i - 1])
                shown.Add(new DiffLine('…', ""));
        }

        return shown;
    }

    /// <summary>The line that stands in place of a changed one: in a block of removed and added lines, the one with the same number.</summary>
    private static string? Counterpart(List<DiffLine> lines, int index)
    {
        if (lines[index].Text.Length <= LongestLine || lines[index].Mark is not ('-' or '+'))
            return null;
        var first = index;
        while (first > 0 && lines[first - 1].Mark is '-' or '+')
            first--;
        var block = lines.Skip(first).TakeWhile(line => line.Mark is '-' or '+').ToList();
        var own = block.Take(index - first).Count(line => line.Mark == lines[index].Mark);
        return block.Where(line => line.Mark != lines[index].Mark).Select(line => line.Text).ElementAtOrDefault(own);
    }

    /// <summary>At most so much of a long line: its member's name, and where it begins to differ from the other.</summary>
    private static string Cut(string line, string? other)
    {
        if (line.Length <= LongestLine)
            return line;
        var differs = other is null ? 0 : line.AsSpan().CommonPrefixLength(other);
        var start = Math.Clamp(differs - 60, 0, line.Length - LongestLine);
        var name = MemberName().Match(line).Length;
        if (start <= name)
            start = 0;
        if (start > 0 && char.IsLowSurrogate(line[start]))
            start++;
        var end = Math.Min(line.Length, start + LongestLine);
        if (end < line.Length && char.IsLowSurrogate(line[end]))
            end--;
        return $"{(start > 0 ? $"{line[..name]}…" : "")}{line[start..end]}{(end < line.Length ? "…" : "")} ({line.Length.ToString(CultureInfo.InvariantCulture)} characters)";
    }

    /// <summary>What stands before a value: how deep it is, and what it is called.</summary>
    [GeneratedRegex("""^ *("([^"\\]|\\.){0,80}": )?""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MemberName();
}
