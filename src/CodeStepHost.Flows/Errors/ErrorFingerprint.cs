using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Errors;

/// <summary>
/// Tells which errors are the same trouble: those of one step with the same name, code and message, once numbers,
/// ids and quoted values in the message are set aside. They are listed, and retried, as one group.
/// </summary>
public static partial class ErrorFingerprint
{
    /// <summary>Only so much of a message takes part, so that a huge text costs no time.</summary>
    private const int LongestText = 2000;

    /// <summary>The fingerprint: 16 hexadecimal digits.</summary>
    public static string Of(StepAddress address, StepError error)
    {
        // A zero character cannot occur in a name, so no two different sets of parts make the same text.
        var text = string.Join('\0', address.Flow, address.Step, error.Name, error.Code, Normalise(error.Message));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    /// <summary>The message with what differs from one occurrence to the next replaced by <c>&lt;uuid&gt;</c>, <c>&lt;text&gt;</c>, <c>&lt;hex&gt;</c> and <c>&lt;n&gt;</c>.</summary>
    public static string Normalise(string message)
    {
        var text = message.Length > LongestText ? message[..LongestText] : message;
        return Varying().Replace(text, static match =>
            match.Groups["uuid"].Success ? "<uuid>"
            : match.Groups["text"].Success ? "<text>"
            : match.Groups["hex"].Success ? "<hex>"
            : "<n>");
    }

    // A single quote inside a word (can't) opens no quotation. Hexadecimal digits without a prefix count from eight on and
    // only with a digit and a letter among them, so that words such as "deadbeef" and plain numbers stay what they are.
#pragma warning disable MA0009 // No time-out is needed: the text is short by then, and no part of the pattern repeats within another.
    [GeneratedRegex(
        """
        (?<uuid>\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b)
        |(?<text>"[^"\n]*"|`[^`\n]*`|(?<![\p{L}\p{N}])'[^'\n]*'(?![\p{L}\p{N}]))
        |(?<hex>\b0x[0-9a-f]+\b|\b(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,}\b)
        |(?<number>[0-9]+(?:[.,:][0-9]+)*)
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Varying();
#pragma warning restore MA0009
}
