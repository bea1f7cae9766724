namespace CodeStepHost.Flows.Definitions;

/// <summary>
/// A text of a step's config in which <c>${…}</c> stands for something: <c>${env.NAME}</c> for an environment variable of the host, anything else for what
/// a JSONata expression gives for the message. <c>${host.url}</c> and <c>${secret.NAME}</c> are filled in when the flow is read, and are texts like others here.
/// </summary>
/// <param name="Parts">In their order; empty for an empty text.</param>
public sealed record TextTemplate(IReadOnlyList<TemplatePart> Parts)
{
    private const string Opening = "${";
    private const string EnvironmentPrefix = "env.";

    /// <summary>The only part, when that is an expression: the text stands for the value itself then.</summary>
    public TemplatePart.Expression? OnlyExpression => Parts is [TemplatePart.Expression only] ? only : null;

    /// <summary>Reads a text.</summary>
    /// <exception cref="FormatException">An expression is empty or has no end.</exception>
    public static TextTemplate Parse(string text)
    {
        var parts = new List<TemplatePart>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf(Opening, at, StringComparison.Ordinal);
            if (open < 0)
                break;
            var start = open + Opening.Length;
            var end = EndOf(text, start);
            if (end < 0)
                throw new FormatException($"the expression that begins with `{Shown(text[open..])}` has no `}}` at its end");
            if (string.IsNullOrWhiteSpace(text[start..end]))
                throw new FormatException("`${}` is empty; write a JSONata expression in it");
            if (text[start..end] == "host.url" || SecretReference.IsInside(text[start..end]))
            {
                AddText(parts, text[at..(end + 1)]);
            }
            else
            {
                AddText(parts, text[at..open]);
                parts.Add(PartOf(text[start..end], start));
            }

            at = end + 1;
        }

        AddText(parts, text[at..]);
        return new TextTemplate(parts);
    }

    private static TemplatePart PartOf(string inner, int offset) =>
        inner.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) && inner[EnvironmentPrefix.Length..] is { Length: > 0 } name && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? new TemplatePart.Variable(name)
            : new TemplatePart.Expression(inner, offset);

    private static void AddText(List<TemplatePart> parts, string text)
    {
        if (text.Length == 0)
            return;
        if (parts is [.., TemplatePart.Text last])
            parts[^1] = new TemplatePart.Text(last.Value + text);
        else
            parts.Add(new TemplatePart.Text(text));
    }

    /// <summary>Where an expression ends: at the first brace that closes none of its own. Braces in its texts and comments do not count.</summary>
    private static int EndOf(string text, int start)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '{':
                    depth++;
                    break;
                case '}' when depth == 0:
                    return i;
                case '}':
                    depth--;
                    break;
                case '/' when i + 1 < text.Length && text[i + 1] == '*':
                    i = text.IndexOf("*/", i + 2, StringComparison.Ordinal) is var end and >= 0 ? end + 1 : text.Length;
                    break;
                case '\'' or '"' or '`':
                    i = EndOfText(text, i);
                    break;
            }
        }

        return -1;
    }

    private static int EndOfText(string text, int quote)
    {
        for (var i = quote + 1; i < text.Length; i++)
        {
            if (text[i] == text[quote])
                return i;
            if (text[i] == '\\' && text[quote] != '`')
                i++;
        }

        return text.Length;
    }

    private static string Shown(string text) => text.Length > 20 ? text[..20] + "…" : text;
}

/// <summary>A part of a <see cref="TextTemplate"/>.</summary>
public abstract record TemplatePart
{
    private TemplatePart()
    {
    }

    /// <summary>Text that stands for itself.</summary>
    public sealed record Text(string Value) : TemplatePart;

    /// <summary>An environment variable of the host: a secret, as a rule.</summary>
    public sealed record Variable(string Name) : TemplatePart;

    /// <summary>A JSONata expression over the message.</summary>
    /// <param name="Offset">Where it begins in the text, from 0.</param>
    public sealed record Expression(string Value, int Offset) : TemplatePart;
}
