using System.CommandLine;
using System.CommandLine.Parsing;

namespace CodeStepHost.Cli;

/// <summary>Says what is wrong with a command line: one error, with what may have been meant.</summary>
internal static class UsageErrors
{
    /// <summary>Whether this is a verb group alone, or nothing at all: its help says what can follow.</summary>
    public static bool IsGroupAlone(ParseResult parsed) =>
        parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 } && parsed.UnmatchedTokens.Count == 0;

    public static int Print(ParseResult parsed, CliContext context, IReadOnlyList<string> arguments)
    {
        var command = parsed.CommandResult.Command;
        Problems.Print(context, WantsJson(arguments), $"{Explain(parsed, command)}\nSee: {Path(parsed)} --help");
        return ExitCodes.BadInput;
    }

    private static string Explain(ParseResult parsed, Command command)
    {
        var options = Options(parsed).ToList();

        // An unknown option may have been taken for the value of an argument, so it is looked for first.
        var strange = parsed.Tokens.FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;
        if (strange is not null)
            return $"unknown option {strange}{Nearest.Hint(strange, options)}";
        if (parsed.UnmatchedTokens is [var word, ..])
        {
            if (word.StartsWith('-'))
                return $"unknown option {word}{Nearest.Hint(word, options)}";
            return command.Subcommands.Count > 0
                ? $"unknown verb '{word}'{Nearest.Hint(word, command.Subcommands.Select(verb => verb.Name))}"
                : $"'{word}' is one argument too many";
        }

        var error = parsed.Errors[0];
        if (error.SymbolResult is ArgumentResult { Argument: var argument, Tokens.Count: 0 } && command.Arguments.Contains(argument))
            return $"{command.Name} needs <{argument.Name}>: {argument.Description}";
        if (error.SymbolResult is OptionResult { Option: var option, Tokens.Count: 0 })
            return $"{option.Name} needs a value: {option.HelpName ?? "text"}";
        if (error.Message.StartsWith("Cannot parse argument", StringComparison.Ordinal) && error.SymbolResult?.Tokens.FirstOrDefault(token => !long.TryParse(token.Value, out _)) is { } token)
            return $"'{token.Value}' is not a whole number";
        return command.Action is null && command.Subcommands.Count > 0
            ? $"{command.Name} needs one of: {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}"
            : error.Message;
    }

    private static IEnumerable<string> Options(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.Select(option => option.Name)
            .Concat(parsed.RootCommandResult.Command.Options.Where(option => option.Recursive).Select(option => option.Name))
            .Distinct();

    private static string Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: var command }; at = at.Parent)
            names.Insert(0, command is RootCommand ? "codestep" : command.Name);
        return string.Join(' ', names);
    }

    // The option's own value may be what is wrong, so it is not asked of the parser.
    private static bool WantsJson(IReadOnlyList<string> arguments) =>
        arguments.Contains("--output=json") || arguments.Contains("--output:json") || arguments.Zip(arguments.Skip(1)).Any(pair => pair is ("--output", "json"));
}
