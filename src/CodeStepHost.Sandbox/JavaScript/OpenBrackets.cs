namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>A bracket, or the ` of a template, that is opened and not closed; line and column from 1.</summary>
internal readonly record struct OpenBracket(char Bracket, int Line, int Column);

/// <summary>
/// Finds the brackets that are open at a place of a text that does not parse. It passes over strings, comments and templates; regular expressions are told
/// from divisions by what stands before them.
/// </summary>
internal static class OpenBrackets
{
    /// <summary>From the outside in.</summary>
    public static IReadOnlyList<OpenBracket> At(string text, int end)
    {
        var open = new List<OpenBracket>();
        var (line, lineStart) = (1, 0);
        var before = '\0';
        for (var i = 0; i < end; i++)
        {
            var c = text[i];
            if (c == '\n')
                (line, lineStart) = (line + 1, i + 1);
            if (open is [.., { Bracket: '`' }] && c is not '`' and not '$' and not '\\')
                continue;
            switch (c)
            {
                case '\\':
                    i++;
                    break;
                case '`' when open is [.., { Bracket: '`' }]:
                    open.RemoveAt(open.Count - 1);
                    break;
                case '$' when open is [.., { Bracket: '`' }]:
                    if (i + 1 < end && text[i + 1] == '{')
                        open.Add(new OpenBracket('{', line, ++i - lineStart + 1));
                    break;
                case '`' or '(' or '[' or '{':
                    open.Add(new OpenBracket(c, line, i - lineStart + 1));
                    break;
                case ')' or ']' or '}' when open.Count > 0 && open[^1].Bracket == Opening(c):
                    open.RemoveAt(open.Count - 1);
                    break;
                case '\'' or '"':
                    i = EndOfString(text, i, end);
                    break;
                case '/' when i + 1 < end && text[i + 1] == '/':
                    i = IndexOrEnd(text, "\n", i, end) - 1;
                    break;
                case '/' when i + 1 < end && text[i + 1] == '*':
                    var close = IndexOrEnd(text, "*/", i + 2, end);
                    for (; i < close; i++)
                    {
                        if (text[i] == '\n')
                            (line, lineStart) = (line + 1, i + 1);
                    }
                    i = close + 1;
                    break;
                case '/' when !(char.IsLetterOrDigit(before) || before is ')' or ']' or '}' or '_' or '$'):
                    i = EndOfRegex(text, i, end);
                    break;
            }
            if (!char.IsWhiteSpace(c))
                before = c;
        }
        return open;
    }

    private static char Opening(char closing) => closing switch { ')' => '(', ']' => '[', _ => '{' };

    private static int EndOfString(string text, int start, int end)
    {
        for (var i = start + 1; i < end && text[i] != '\n'; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == text[start])
                return i;
        }
        return start;
    }

    private static int EndOfRegex(string text, int start, int end)
    {
        var inClass = false;
        for (var i = start + 1; i < end && text[i] != '\n'; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] is '[' or ']')
                inClass = text[i] == '[';
            else if (text[i] == '/' && !inClass)
                return i;
        }
        return start;
    }

    private static int IndexOrEnd(string text, string wanted, int start, int end)
    {
        var index = start < end ? text.IndexOf(wanted, start, end - start, StringComparison.Ordinal) : -1;
        return index < 0 ? end : index;
    }
}
