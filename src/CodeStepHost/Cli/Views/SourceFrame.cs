using CodeStepHost.Cli.Output;

namespace CodeStepHost.Cli.Views;

/// <summary>A line of a file with a caret below the column that is meant.</summary>
internal static class SourceFrame
{
    /// <summary>Room for the line's number.</summary>
    private const int Gutter = 6;

    /// <param name="text">The file's text.</param>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 1; 0 when it is not known.</param>
    public static void Add(Page page, string text, int line, int column, int width)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (line < 1 || line > lines.Length)
            return;

        // A tab is one column for those who count, so it becomes one blank here.
        var source = lines[line - 1].Replace('\t', ' ').TrimEnd();
        if (source.Length == 0)
            return;
        var room = Math.Max(20, width - Gutter - 3);
        var start = column > room ? column - (room * 2 / 3) : 0;
        var shown = source[Math.Min(start, source.Length)..];
        page.Kept(Ink.Dim($"{line,Gutter} | "), Wrapping.Shorten((start > 0 ? "…" : "") + shown, room));
        if (column > 0)
            page.Kept(Ink.Dim($"{"",Gutter} | "), new string(' ', column - 1 - start + (start > 0 ? 1 : 0)), Ink.Bad("^"));
    }
}
