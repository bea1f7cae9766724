using Spectre.Console;
using Spectre.Console.Rendering;

namespace CodeStepHost.Cli.Output;

/// <summary>Breaks text into lines, counting the cells that characters take on a terminal.</summary>
internal static class Wrapping
{
    /// <summary>Breaks between words; further lines begin at the hanging indent. A word longer than a line, such as a path, stays in one piece to be copied.</summary>
    public static IEnumerable<IReadOnlyList<Segment>> Words(IEnumerable<Ink> pieces, int width, int hanging)
    {
        var line = new List<Segment>();
        var used = 0;
        var begun = false;
        foreach (var (word, style) in pieces.SelectMany(piece => Split(piece.Text).Select(word => (word, piece.Style))))
        {
            var cells = Cells(word);
            if (used + cells > width && begun)
            {
                yield return TrimEnd(line);
                line = [new Segment(new string(' ', hanging))];
                used = hanging;
                begun = false;
                if (word[0] == ' ')
                    continue;
            }

            line.Add(new Segment(word, style));
            used += cells;
            begun |= word[0] != ' ';
        }

        yield return TrimEnd(line);
    }

    /// <summary>Keeps spaces as they are, and breaks only at the width.</summary>
    public static IEnumerable<IReadOnlyList<Segment>> Block(string line, int width, int indent)
    {
        var margin = new string(' ', indent);
        var left = line;
        do
        {
            var (head, tail) = Cut(left, width - indent);
            yield return head.Length == 0 ? [] : [new Segment(margin + head)];
            left = tail;
        }
        while (left.Length > 0);
    }

    public static int Cells(string text) => new Segment(text).CellCount();

    /// <summary>At most so many cells of a text; what is cut off is shown by <c>…</c>.</summary>
    public static string Shorten(string text, int cells) => Cells(text) <= cells ? text : Cut(text, Math.Max(0, cells - 1)).Head.TrimEnd() + "…";

    /// <summary>As <see cref="Shorten"/>, cutting at the start.</summary>
    public static string ShortenStart(string text, int cells)
    {
        if (Cells(text) <= cells)
            return text;
        var start = 1;
        while (start < text.Length && (char.IsLowSurrogate(text[start]) || Cells(text[start..]) > cells - 1))
            start++;
        return "…" + text[start..];
    }

    private static (string Head, string Tail) Cut(string text, int cells)
    {
        var used = 0;
        var index = 0;
        while (index < text.Length)
        {
            var length = char.IsHighSurrogate(text[index]) && index + 1 < text.Length ? 2 : 1;
            var next = Cells(text.Substring(index, length));
            if (used + next > cells && index > 0)
                break;
            used += next;
            index += length;
        }

        return (text[..index], text[index..]);
    }

    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && (text[i] == ' ') == (text[start] == ' '))
                continue;
            yield return text[start..i];
            start = i;
        }
    }

    private static List<Segment> TrimEnd(List<Segment> line)
    {
        while (line.Count > 0 && string.IsNullOrWhiteSpace(line[^1].Text))
            line.RemoveAt(line.Count - 1);
        return line;
    }
}
