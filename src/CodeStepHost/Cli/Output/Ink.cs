using Spectre.Console;

namespace CodeStepHost.Cli.Output;

/// <summary>A piece of text with its look. Its text is made printable here, so nothing printed can be a control sequence or markup.</summary>
internal readonly struct Ink
{
    private Ink(string text, Style style)
    {
        Text = Printable.Line(text);
        Style = style;
    }

    public string Text { get; }

    public Style Style { get; }

    public static implicit operator Ink(string text) => new(text, Style.Plain);

    public static Ink Plain(string text) => new(text, Style.Plain);

    public static Ink Bold(string text) => new(text, new Style(decoration: Decoration.Bold));

    public static Ink Dim(string text) => new(text, new Style(decoration: Decoration.Dim));

    public static Ink Good(string text) => new(text, new Style(Color.Green));

    public static Ink Bad(string text) => new(text, new Style(Color.Red));

    public static Ink Warn(string text) => new(text, new Style(Color.Yellow));

    /// <summary>At most so many cells of it.</summary>
    public Ink Cut(int cells) => new(Wrapping.Shorten(Text, cells), Style);

    /// <summary>Red where there is something to look at, dim where there is nothing.</summary>
    public static Ink BadCount(long count) => count == 0 ? Dim("0") : Bad(Figures.Count(count));

    public static Ink Count(long count) => count == 0 ? Dim("0") : Plain(Figures.Count(count));
}
