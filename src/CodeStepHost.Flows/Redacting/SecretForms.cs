using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Redacting;

/// <summary>A way in which a value may be written.</summary>
/// <param name="Percent">How often it is percent-encoded, and what takes its place has to be.</param>
/// <param name="IsBase64">Whether it is the middle of the value's base64, as in HTTP Basic: what stands before it decides about the characters around.</param>
internal readonly record struct SecretForm(string Text, int Percent, bool IsBase64);

/// <summary>Writes a value in all the ways in which the host, a script or a server may write it.</summary>
internal static partial class SecretForms
{
    /// <summary>Shorter middles of base64 may be any word.</summary>
    private const int ShortestBase64 = 6;

    /// <summary>How each writer writes a text; what needs no escape stays as it is.</summary>
    private static readonly (Func<string, string> Write, bool IsPercent)[] Writers =
    [
        (Uri.EscapeDataString, true),
        (text => LowerHex(Uri.EscapeDataString(text)), true),
        (text => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal), true),
        (text => LikeScripts(Uri.EscapeDataString(text)), true),
        (JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode, false),
        (text => Slashes(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)), false),
        (JavaScriptEncoder.Default.Encode, false),
        (text => Slashes(JavaScriptEncoder.Default.Encode(text)), false),
        (text => LowerUnicode(JavaScriptEncoder.Default.Encode(text)), false),
        (text => Slashes(LowerUnicode(JavaScriptEncoder.Default.Encode(text))), false),
        (text => WebUtility.HtmlEncode(text), false),
        (text => SecurityElement.Escape(text), false),
        (text => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal), false),
    ];

    /// <summary>The texts by which a value is found, each once: written by each writer, and by any two of them, as JSON within JSON is.</summary>
    public static IEnumerable<SecretForm> Of(string value)
    {
        SecretForm[] plain = [new(value, 0, IsBase64: false)];
        var once = Written(plain).ToList();
        return plain.Concat(once).Concat(Written(once)).Concat(Base64(value)).DistinctBy(form => form.Text);
    }

    private static IEnumerable<SecretForm> Written(IEnumerable<SecretForm> forms) => forms
        .SelectMany(form => Writers.Select(writer => (Form: form, Text: writer.Write(form.Text), writer.IsPercent)))
        .Where(written => written.Text != written.Form.Text)
        .Select(written => new SecretForm(written.Text, written.Form.Percent + (written.IsPercent ? 1 : 0), IsBase64: false))
        .DistinctBy(form => form.Text);

    /// <summary>The characters of base64 that are the value's alone, with none, one and two bytes (and any number of threes) before it.</summary>
    private static IEnumerable<SecretForm> Base64(string value)
    {
        for (var before = 0; before < 3; before++)
        {
            byte[] bytes = [.. new byte[before], .. Encoding.UTF8.GetBytes(value)];
            var whole = bytes.Length * 8 / 6;
            var first = ((before * 8) + 5) / 6;
            if (whole - first < ShortestBase64)
                continue;
            var middle = Convert.ToBase64String(bytes)[first..whole];
            yield return new SecretForm(middle, 0, IsBase64: true);
            yield return new SecretForm(middle.Replace('+', '-').Replace('/', '_'), 0, IsBase64: true);
        }
    }

    private static string Slashes(string json) => json.Replace("/", "\\/", StringComparison.Ordinal);

    private static string LikeScripts(string text) => LeftByScripts().Replace(text, match => Uri.UnescapeDataString(match.Value));

    private static string LowerHex(string text) => PercentHex().Replace(text, match => match.Value.ToLowerInvariant());

    private static string LowerUnicode(string text) => UnicodeHex().Replace(text, match => match.Value.ToLowerInvariant());

    [GeneratedRegex("%(?:21|27|28|29|2A)", RegexOptions.None, 1000)]
    private static partial Regex LeftByScripts();

    [GeneratedRegex("%[0-9A-F]{2}", RegexOptions.None, 1000)]
    private static partial Regex PercentHex();

    [GeneratedRegex(@"\\u[0-9A-F]{4}", RegexOptions.None, 1000)]
    private static partial Regex UnicodeHex();
}
