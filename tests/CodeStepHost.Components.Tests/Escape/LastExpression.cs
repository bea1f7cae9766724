namespace CodeStepHost.Components.Tests.Escape;

/// <summary>The JavaScript files end in an expression, whose value is their result; a step returns it.</summary>
internal static class LastExpression
{
    private static readonly string[] Statements = ["for", "while", "throw", "import", "function", "try", "if"];

    /// <summary>The file as a function whose last expression is returned. Its first line is a comment; no line number changes.</summary>
    public static string Returned(string file)
    {
        var lineEnd = file.IndexOf('\n', StringComparison.Ordinal);
        var body = file[(lineEnd + 1)..].TrimEnd().TrimEnd(';');
        var start = StartOfLast(body);
        var last = body[start..].TrimStart();
        var returned = last.Length == 0 || Statements.Any(word => last.StartsWith(word, StringComparison.Ordinal))
            ? body + ";"
            : $"{body[..start]} return ({last});";
        return $"function run() {{{file[..lineEnd]}\n{returned}\n}}";
    }

    // Behind the last ; or } that stands in no bracket and no string.
    private static int StartOfLast(string body)
    {
        var depth = 0;
        var start = 0;
        var quote = '\0';
        for (var i = 0; i < body.Length; i++)
        {
            var c = body[i];
            if (quote != '\0')
            {
                if (c == '\\')
                    i++;
                else if (c == quote)
                    quote = '\0';
                continue;
            }

            if (c is '"' or '\'' or '`')
                quote = c;
            else if (c is '(' or '[' or '{')
                depth++;
            else if (c is ')' or ']' or '}')
                depth--;
            if (depth == 0 && c is ';' or '}' && depth == 0 && body[(i + 1)..].Trim() is { Length: > 0 } rest && rest[0] is not ('.' or '(' or ')' or ','))
                start = i + 1;
        }

        return start;
    }
}
