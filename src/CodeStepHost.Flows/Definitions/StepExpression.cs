namespace CodeStepHost.Flows.Definitions;

/// <summary>A JSONata expression of a step, with the place where it stands.</summary>
/// <param name="Key">The key that holds it: <c>where</c>, <c>cases[0].when</c>, <c>keep.order</c>.</param>
/// <param name="Text">The expression.</param>
/// <param name="File">The flow folder's file that it is written in.</param>
/// <param name="Written">The expression as it stands in that file, with quotes, escapes and indentation.</param>
/// <param name="Line">Where that begins, from 1.</param>
/// <param name="Column">From 1.</param>
public sealed record StepExpression(string Key, string Text, string File, string Written, int Line, int Column)
{
    /// <summary>Where a character of the expression stands in the file.</summary>
    /// <param name="offset">From 0; the length of the text, or more, is the place after its last character.</param>
    /// <returns>The place where the expression begins, when it is written so that the characters cannot be found again.</returns>
    public (int Line, int Column) PlaceOf(int offset)
    {
        // YAML changes only white space, quotes and backslashes: all other characters stand in the file in the order of the text.
        var (line, column) = (Line, Column);
        var at = 0;
        Skip(Written is ['|' or '>', ..] ? Written.IndexOf('\n') + 1 : 0);
        (int Line, int Column)? last = null;
        for (var i = 0; i < Text.Length; i++)
        {
            if (char.IsWhiteSpace(Text[i]))
                continue;
            while (at < Written.Length && Written[at] != Text[i] && (char.IsWhiteSpace(Written[at]) || Written[at] is '\'' or '"' or '\\'))
                Skip(at + 1);
            if (at >= Written.Length || Written[at] != Text[i])
                return (Line, Column);
            if (i >= offset)
                return (line, column);
            Skip(at + 1);
            last = (line, column);
        }

        return last ?? (Line, Column);

        void Skip(int to)
        {
            for (; at < to; at++)
            {
                if (Written[at] == '\n')
                    (line, column) = (line + 1, 1);
                else
                    column++;
            }
        }
    }
}
