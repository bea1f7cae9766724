using System.Globalization;
using Spectre.Console.Rendering;

namespace CodeStepHost.Cli.Output;

/// <summary>A line of a file with a caret below one of its characters. A line that is too long is cut around that place.</summary>
internal static class Excerpt
{
    private const int Tab = 4;

    /// <param name="column">From 1, counted as the engines count: in UTF-16 characters; 0 when it is not known, and no caret is shown.</param>
    public static IEnumerable<IReadOnlyList<Segment>> Lines(int line, string text, int column, int width)
    {
        var number = $"{line.ToString(CultureInfo.InvariantCulture),6} | ";
        var (shown, caret) = Fit(text.TrimEnd(), column, Math.Max(10, width - number.Length));
        yield return [Dimmed(number), new Segment(shown)];
        if (column > 0)
            yield return [Dimmed("| ".PadLeft(number.Length)), new Segment(new string(' ', caret) + "^", Ink.Bad("").Style)];
    }

    private static (string Text, int Caret) Fit(string text, int column, int width)
    {
        var pieces = Pieces(text);
        var place = pieces.FindIndex(piece => piece.End >= column);
        var before = (place < 0 ? pieces : pieces[..place]).Sum(piece => piece.Cells);
        var first = 0;
        if (before + 8 > width && pieces.Sum(piece => piece.Cells) > width)
        {
            // What stands before the place is cut, down to half a line.
            for (var left = before; left > width / 2; first++)
                left -= pieces[first].Cells;
        }

        var cut = first > 0 ? "…" : "";
        var caret = cut.Length + (place < 0 ? pieces[first..] : pieces[first..Math.Max(first, place)]).Sum(piece => piece.Cells);
        return (Wrapping.Shorten(cut + string.Concat(pieces[first..].Select(piece => piece.Text)), width), Math.Min(caret, width));
    }

    /// <summary>Characters as they can be printed, with where they end in the text (from 1) and the cells that they take.</summary>
    private static List<(string Text, int Cells, int End)> Pieces(string text)
    {
        var pieces = new List<(string, int, int)>();
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            end += rune.Utf16SequenceLength;
            var shown = rune.Value == '\t' ? new string(' ', Tab) : Printable.Line(rune.ToString());
            pieces.Add((shown, Wrapping.Cells(shown), end));
        }

        return pieces;
    }

    private static Segment Dimmed(string text) => new(text, Ink.Dim("").Style);
}
