using System.Text.RegularExpressions;
using Acornima;
using CodeStepHost.Scripting.Frames;
using Jint;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Syntax errors with the place, in words that say what is wrong there and what to do.</summary>
internal static partial class SyntaxDiagnostics
{
    private const string IntoRun = "Put the code into async function run(msg, cfg, snapshot) { … }.";

    public static ScriptDiagnostic From(ScriptPreparationException refused, string path, string text)
    {
        if (refused.InnerException is not ParseErrorException parse)
            return new ScriptDiagnostic("error", FindingCodes.Syntax, refused.Message, path, 1, 1);
        var index = Math.Clamp(parse.Error.IsIndexDefined ? parse.Error.Index : text.Length, 0, text.Length);
        var (message, suggestion) = InWords(Place().Replace(parse.Message, ""), text, index);
        return new ScriptDiagnostic("error", FindingCodes.Syntax, message, path, Math.Max(1, parse.LineNumber), parse.Column + 1, suggestion);
    }

    private static (string Message, string? Suggestion) InWords(string message, string text, int index)
    {
        if (message.StartsWith("await is only valid", StringComparison.Ordinal))
            return ("await stands in a function that is not async, or in none.", OpenBrackets.At(text, index).Count > 0 ? "Write async before the function: async function …, or async (…) => …" : IntoRun);
        if (message.StartsWith("Illegal return", StringComparison.Ordinal))
            return ("return stands outside of a function.", IntoRun);
        if (message.Contains("import statement", StringComparison.Ordinal) || message.Contains("'import'", StringComparison.Ordinal))
            return ("import is not available to steps.", "Use require('…').");
        if (message.Contains("'export'", StringComparison.Ordinal))
            return ("export is not available to steps.", "Use exports.process = … or function run.");
        if (message == "Unexpected end of input")
            return AtTheEnd(text);
        if (message == "Invalid or unexpected token")
            return OfCharacter(text, index);
        if (message.StartsWith("Invalid regular expression: missing /", StringComparison.Ordinal))
            return ("The regular expression that begins here has no closing /.", null);
        var match = Unexpected().Match(message);
        if (!match.Success && !message.StartsWith("Missing catch or finally", StringComparison.Ordinal))
            return (message, null);
        if (Keywords.MisspeltAt(text, index) is { } misspelt)
            return (message, $"Did you mean {misspelt.Meant} by {misspelt.Written}?");
        return (message, match.Success ? OfToken(match.Groups["token"].Value, text, index) : null);
    }

    private static (string Message, string? Suggestion) AtTheEnd(string text)
    {
        if (OpenBrackets.At(text, text.Length) is not [.., var open])
            return ("The script ends too early.", "Something that was begun is not closed: a bracket, a quote or a comment.");
        return open.Bracket == '`'
            ? ($"The script ends too early: the text that begins in line {open.Line} has no closing `.", null)
            : ($"The script ends too early: the {open.Bracket} of line {open.Line}, column {open.Column} is not closed.", null);
    }

    private static (string Message, string? Suggestion) OfCharacter(string text, int index)
    {
        var character = index < text.Length ? text[index] : '\0';
        return character switch
        {
            '\'' or '"' => ($"The text that begins here has no closing {character} on its line.", null),
            '/' => ("The comment that begins here has no closing */.", null),
            '‘' or '’' or '“' or '”' or '„' or '«' or '»' => ($"{character} is no quote that JavaScript knows.", "Write ' or \"."),
            _ when char.IsAsciiDigit(character) => ("A number goes on in letters; a name cannot begin with a digit.", null),
            _ when char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.Control => ($"Here stands a character that cannot be seen (U+{(int)character:X4}).", "Remove it."),
            '\0' => ("The script ends too early.", null),
            _ => ($"{character} has no meaning here.", null),
        };
    }

    private static string? OfToken(string token, string text, int index)
    {
        var line = text[Math.Max(index - 200, text.LastIndexOf('\n', Math.Max(0, index - 1)) + 1)..index];
        return token switch
        {
            "<" => "HTML and JSX are not JavaScript.",
            ":" when Typed().IsMatch(line) => "Types are TypeScript; leave them out.",
            ")" or "]" or "}" when OpenBrackets.At(text, index).Count == 0 => "It closes nothing: there is one too many.",
            "identifier" or "number" or "string" or "template string" => "Something is missing before it: a comma, an operator, or the end of a line.",
            _ when Word().IsMatch(token) => $"{token} is a word of the language; take another name, or complete what stands before it.",
            _ => "Something is missing before it: a closing bracket, a value or a comma.",
        };
    }

    [GeneratedRegex(@" \([^()]*:\d+:\d+\)$", RegexOptions.None, matchTimeoutMilliseconds: 300)]
    private static partial Regex Place();

    [GeneratedRegex("^Unexpected (?:token '(?<token>[^']+)'|(?<token>identifier|number|string|template string))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 300)]
    private static partial Regex Unexpected();

    [GeneratedRegex(@"(\([^)]*|\b(const|let|var)\s+\w+\s*|\)\s*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 300)]
    private static partial Regex Typed();

    [GeneratedRegex("^[a-z]+$", RegexOptions.None, matchTimeoutMilliseconds: 300)]
    private static partial Regex Word();
}
