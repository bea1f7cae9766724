using System.Text.RegularExpressions;
using Acornima;
using CodeStepHost.Scripting.Frames;
using Jint;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Syntax errors with the place and, for the frequent ones, what to do.</summary>
internal static partial class SyntaxDiagnostics
{
    public static ScriptDiagnostic From(ScriptPreparationException refused, string path)
    {
        if (refused.InnerException is not ParseErrorException parse)
            return new ScriptDiagnostic("error", ScriptCodes.Syntax, refused.Message, path, 1, 1);
        var message = Place().Replace(parse.Message, "");
        return new ScriptDiagnostic("error", ScriptCodes.Syntax, message, path, Math.Max(1, parse.LineNumber), Math.Max(1, parse.Column), Suggestion(message));
    }

    private static string? Suggestion(string message) => message switch
    {
        _ when message.StartsWith("await is only valid", StringComparison.Ordinal) => "Put the code into async function run(msg, cfg, snapshot) { … }.",
        _ when message.StartsWith("Illegal return", StringComparison.Ordinal) => "Put the code into async function run(msg, cfg, snapshot) { … }.",
        _ when message.Contains("import statement", StringComparison.Ordinal) || message.Contains("'import'", StringComparison.Ordinal) => "Use require('…').",
        _ when message.Contains("'export'", StringComparison.Ordinal) => "Use exports.process = … or function run.",
        _ => null,
    };

    [GeneratedRegex(@" \([^()]*:\d+:\d+\)$", RegexOptions.None, matchTimeoutMilliseconds: 300)]
    private static partial Regex Place();
}
