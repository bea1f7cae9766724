using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Redacting;

/// <summary>
/// The texts that stand for secrets in scripts, such as <c>$secret_SHOP_TOKEN_k4…</c> with 26 letters and digits at its end. A text that comes with a message
/// can be none of them: without the key nobody can make one.
/// </summary>
/// <remarks>
/// Nothing that writes a text into JSON, XML or a header changes it; percent-encoding changes only its first character, so it can be seen how often the value
/// has to be encoded in its place.
/// </remarks>
/// <param name="key">Any bytes; the same ones give the same texts.</param>
public sealed partial class SecretPlaceholders(byte[] key)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";
    private const int TagLength = 26;

    /// <summary>What all of them begin with, behind the first character.</summary>
    public const string Beginning = "secret_";

    /// <summary>The text for a secret, without the <c>$</c> in front.</summary>
    public string CoreOf(string name)
    {
        var hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(name));
        return $"{Beginning}{name}_{string.Create(TagLength, hash, static (tag, hash) =>
        {
            for (var index = 0; index < tag.Length; index++)
                tag[index] = Letters[hash[index] & 31];
        })}";
    }

    /// <summary>The text for a secret.</summary>
    public string Of(string name) => "$" + CoreOf(name);

    /// <summary>The text with <c>${secret.NAME}</c> in place of what stands for secrets, whoever's key it was made with: that is how people know them.</summary>
    public static string Named(string text) => Replace(text, found => Encoded(SecretReference.To(found.Name), found.Percent));

    /// <summary>The text with something else in place of what looks as if it stood for a secret.</summary>
    /// <param name="of">What that is; null: it stays.</param>
    public static string Replace(string text, Func<SecretPlaceholder, string?> of) => text.Contains(Beginning, StringComparison.Ordinal)
        ? Pattern().Replace(text, match => of(Of(match)) ?? match.Value)
        : text;

    /// <summary>Whether anything in a text looks as if it stood for a secret.</summary>
    public static bool IsIn(string text) => text.Contains(Beginning, StringComparison.Ordinal) && Pattern().IsMatch(text);

    /// <summary>A text, percent-encoded so often.</summary>
    public static string Encoded(string text, int times)
    {
        for (; times > 0; times--)
            text = Uri.EscapeDataString(text);
        return text;
    }

    private static SecretPlaceholder Of(Match match) =>
        new(match.Groups["name"].Value, match.Groups["core"].Value, match.Groups["percent"].Success ? match.Groups["again"].Captures.Count + 1 : 0);

    [GeneratedRegex(@"(?:\$|(?<percent>%)(?<again>25)*24)(?<core>secret_(?<name>[A-Za-z0-9_][A-Za-z0-9_-]{0,63}?)_[a-z2-7]{26})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}

/// <summary>A text that looks as if it stood for a secret.</summary>
/// <param name="Core">The text without its first character.</param>
/// <param name="Percent">How often it is percent-encoded.</param>
public readonly record struct SecretPlaceholder(string Name, string Core, int Percent);
