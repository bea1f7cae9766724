using Spectre.Console.Rendering;

namespace CodeStepHost.Cli.Output;

/// <summary>Text of a verb: lines, fields, blocks and lists, fitted to the width of the console.</summary>
internal sealed class Page : Renderable
{
    private const int NameWidth = 12;

    private readonly List<Func<int, IEnumerable<IEnumerable<Segment>>>> _parts = [];

    /// <summary>A line, which continues on the next, indented, where the console is too narrow.</summary>
    public Page Line(params Ink[] pieces) => Indented(0, 2, pieces);

    /// <summary>A line that is not broken, and whose blanks stay as they are.</summary>
    public Page Kept(params Ink[] pieces)
    {
        _parts.Add(_ => [pieces.Where(piece => piece.Text.Length > 0).Select(piece => new Segment(piece.Text, piece.Style))]);
        return this;
    }

    /// <summary>A line that begins, and goes on, further to the right.</summary>
    public Page Indented(int indent, int hanging, params Ink[] pieces)
    {
        _parts.Add(width => Wrapping.Words([Ink.Plain(new string(' ', indent)), .. pieces], width, indent + hanging));
        return this;
    }

    /// <summary>An empty line.</summary>
    public Page Gap()
    {
        _parts.Add(_ => [[]]);
        return this;
    }

    /// <summary>A name with its value.</summary>
    public Page Field(string name, params Ink[] value)
    {
        _parts.Add(width => Wrapping.Words([Ink.Dim(name.PadRight(NameWidth - 1) + " "), .. value], width, NameWidth));
        return this;
    }

    /// <summary>A name with a value, left out when there is none.</summary>
    public Page FieldIf(string name, string? value) => value is null ? this : Field(name, value);

    /// <summary>A heading over what follows.</summary>
    public Page Heading(string text) => Gap().Line(Ink.Bold(text));

    /// <summary>Text of several lines: a stack, JSON.</summary>
    public Page Block(string text, int indent = 2)
    {
        _parts.Add(width => Printable.Lines(text).SelectMany(line => Wrapping.Block(line, width, indent)));
        return this;
    }

    /// <summary>A line of a file, with a caret below one of its columns; nothing for an empty line.</summary>
    /// <param name="column">From 1; 0 when it is not known.</param>
    public Page Source(int line, string text, int column)
    {
        if (string.IsNullOrWhiteSpace(text))
            return this;
        _parts.Add(width => Excerpt.Lines(line, text, column, width));
        return this;
    }

    /// <summary>Rows in columns.</summary>
    public Page List(Listing listing)
    {
        _parts.Add(listing.Lines);
        return this;
    }

    /// <summary>The page's lines at a width.</summary>
    public IEnumerable<IEnumerable<Segment>> Fitted(int width) => _parts.SelectMany(part => part(Math.Max(20, width)));

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var line in Fitted(maxWidth))
        {
            foreach (var segment in line)
                yield return segment;
            yield return Segment.LineBreak;
        }
    }
}
