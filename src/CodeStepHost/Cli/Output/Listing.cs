using Spectre.Console;
using Spectre.Console.Rendering;

namespace CodeStepHost.Cli.Output;

/// <summary>A column of a list.</summary>
/// <param name="Header">In capitals over the column.</param>
internal sealed record Column(string Header)
{
    /// <summary>How narrow the column may become by cutting its values; 0: it is never cut.</summary>
    public int Shrinks { get; init; }

    /// <summary>Whether a cut value keeps its end: of <c>flow/step</c> the step says more.</summary>
    public bool KeepsEnd { get; init; }

    /// <summary>Columns with a higher number are left out first when the console is too narrow; 0: never.</summary>
    public int Drops { get; init; }

    /// <summary>Whether a value moves to a line of its own below its row when the console is too narrow for all of it.</summary>
    public bool Moves { get; init; }

    /// <summary>Whether values are numbers.</summary>
    public bool Right { get; init; }
}

/// <summary>Rows in columns without lines around them, one row a line: cut, and with columns left out, where the console is too narrow.</summary>
internal sealed class Listing(params Column[] columns)
{
    private const int Between = 2;

    /// <summary>What is longer than so many lines below its row is cut.</summary>
    private const int LinesBelow = 3;

    private const int Indent = 5;

    private readonly List<(Ink[] Cells, Action<Page>? Below)> _rows = [];

    public void Row(params Ink[] cells) => _rows.Add((cells, null));

    /// <summary>A row with further lines below it.</summary>
    public void Row(Ink[] cells, Action<Page>? below) => _rows.Add((cells, below));

    public IEnumerable<IEnumerable<Segment>> Lines(int width)
    {
        var widths = Fit(width);
        var shown = Enumerable.Range(0, columns.Length).Where(index => widths[index] > 0).ToList();
        yield return Line(shown, widths, index => Ink.Dim(columns[index].Header));
        foreach (var (cells, below) in _rows)
        {
            yield return Line(shown, widths, index => cells[index]);
            var page = new Page();
            foreach (var moved in Enumerable.Range(0, columns.Length).Where(index => columns[index].Moves && widths[index] == 0))
                page.Indented(Indent, 0, cells[moved].Cut(LinesBelow * (width - Indent - 8)));
            below?.Invoke(page);
            foreach (var line in page.Fitted(width))
                yield return line;
        }
    }

    private int[] Fit(int width)
    {
        var widths = columns.Select((column, index) => _rows.Select(row => Wrapping.Cells(row.Cells[index].Text)).Append(column.Header.Length).Max()).ToArray();
        for (var index = 0; index < columns.Length; index++)
        {
            if (columns[index].Moves && widths.Sum(w => w == 0 ? 0 : w + Between) - Between > width)
                widths[index] = 0;
        }

        foreach (var column in columns.Where(column => column.Drops > 0).OrderByDescending(column => column.Drops))
        {
            var least = columns.Select((other, index) => widths[index] == 0 ? 0 : Between + (other.Shrinks > 0 ? Math.Min(other.Shrinks, widths[index]) : widths[index])).Sum() - Between;
            if (least <= width)
                break;
            widths[Array.IndexOf(columns, column)] = 0;
        }

        for (var excess = widths.Sum(w => w == 0 ? 0 : w + Between) - Between - width; excess > 0; excess--)
        {
            var widest = Enumerable.Range(0, columns.Length).Where(index => columns[index].Shrinks > 0 && widths[index] > columns[index].Shrinks).OrderByDescending(index => widths[index] - columns[index].Shrinks).FirstOrDefault(-1);
            if (widest < 0)
                break;
            widths[widest]--;
        }

        return widths;
    }

    private List<Segment> Line(List<int> shown, int[] widths, Func<int, Ink> cell)
    {
        var line = new List<Segment>();
        foreach (var index in shown)
        {
            var ink = cell(index);
            var text = columns[index].KeepsEnd ? Wrapping.ShortenStart(ink.Text, widths[index]) : Wrapping.Shorten(ink.Text, widths[index]);
            var padding = new Segment(new string(' ', widths[index] - Wrapping.Cells(text)));
            if (columns[index].Right)
                line.Add(padding);
            line.Add(new Segment(text, ink.Style));
            if (index == shown[^1])
                break;
            if (!columns[index].Right)
                line.Add(padding);
            line.Add(new Segment(new string(' ', Between)));
        }

        while (line.Count > 0 && string.IsNullOrWhiteSpace(line[^1].Text))
            line.RemoveAt(line.Count - 1);
        return line;
    }
}
