using System.CommandLine;

namespace CodeStepHost.Cli;

/// <summary>Options whose value is one of a few words: the names of an enum in lower case.</summary>
internal static class Choice
{
    public static Option<TEnum> Of<TEnum>(string name, string description, bool recursive = false)
        where TEnum : struct, Enum => new(name)
        {
            Description = description,
            HelpName = string.Join('|', Words<TEnum>()),
            Recursive = recursive,
            CustomParser = result => Parse<TEnum>(name, result.Tokens[0].Value, result.AddError),
        };

    /// <summary>As <see cref="Of"/>, and null when it is not given.</summary>
    public static Option<TEnum?> Maybe<TEnum>(string name, string description)
        where TEnum : struct, Enum => new(name)
        {
            Description = description,
            HelpName = string.Join('|', Words<TEnum>()),
            CustomParser = result => Parse<TEnum>(name, result.Tokens[0].Value, result.AddError),
        };

    private static TEnum Parse<TEnum>(string name, string word, Action<string> problem)
        where TEnum : struct, Enum
    {
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (Word(value).Equals(word, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        problem($"{name} is '{word}'; it can be {string.Join(", ", Words<TEnum>())}{Nearest.Hint(word, Words<TEnum>())}");
        return default;
    }

    private static IReadOnlyList<string> Words<TEnum>()
        where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Select(Word)];

    public static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();
}
