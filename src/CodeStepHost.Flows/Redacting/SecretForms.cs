using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Redacting;

/// <summary>How a value looks where it stands in something else.</summary>
internal enum SecretForm
{
    /// <summary>As it is, or as JSON and XML write it: the value's place is taken by another text as it is.</summary>
    Plain,

    /// <summary>Percent-encoded, and so is what takes its place.</summary>
    Percent,

    /// <summary>The middle of its base64, as in HTTP Basic: what stands before it decides about the characters around.</summary>
    Base64,
}

/// <summary>Writes a value in all the ways in which the host, a script or a server may write it.</summary>
internal static partial class SecretForms
{
    /// <summary>Shorter middles of base64 may be any word.</summary>
    private const int ShortestBase64 = 6;

    /// <summary>The texts by which a value is found, each once.</summary>
    public static IEnumerable<(string Text, SecretForm Form)> Of(string value) =>
        All(value).Where(form => form.Text.Length > 0).DistinctBy(form => form.Text);

    private static IEnumerable<(string Text, SecretForm Form)> All(string value)
    {
        yield return (value, SecretForm.Plain);

        var percent = Uri.EscapeDataString(value);
        var asInScripts = percent.Replace("%21", "!", StringComparison.Ordinal).Replace("%27", "'", StringComparison.Ordinal).Replace("%28", "(", StringComparison.Ordinal).Replace("%29", ")", StringComparison.Ordinal).Replace("%2A", "*", StringComparison.Ordinal);
        foreach (var text in (string[])[percent, asInScripts])
        {
            yield return (text, SecretForm.Percent);
            yield return (LowerHex(text), SecretForm.Percent);
            yield return (text.Replace("%20", "+", StringComparison.Ordinal), SecretForm.Percent);
        }

        foreach (var encoder in (JavaScriptEncoder[])[JavaScriptEncoder.UnsafeRelaxedJsonEscaping, JavaScriptEncoder.Default])
        {
            var json = encoder.Encode(value);
            yield return (json, SecretForm.Plain);
            yield return (json.Replace("/", "\\/", StringComparison.Ordinal), SecretForm.Plain);
            yield return (LowerUnicode(json), SecretForm.Plain);
        }

        yield return (WebUtility.HtmlEncode(value), SecretForm.Plain);
        yield return (System.Security.SecurityElement.Escape(value), SecretForm.Plain);
        yield return (value.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal), SecretForm.Plain);

        for (var before = 0; before < 3; before++)
        {
            var middle = Base64Middle(value, before);
            if (middle.Length < ShortestBase64)
                continue;
            yield return (middle, SecretForm.Base64);
            yield return (middle.Replace('+', '-').Replace('/', '_'), SecretForm.Base64);
        }
    }

    /// <summary>The characters of base64 that are the value's alone, when so many bytes (and any number of threes) stand before it.</summary>
    private static string Base64Middle(string value, int before)
    {
        byte[] bytes = [.. new byte[before], .. Encoding.UTF8.GetBytes(value)];
        var whole = bytes.Length * 8 / 6;
        var first = ((before * 8) + 5) / 6;
        return first >= whole ? "" : Convert.ToBase64String(bytes)[first..whole];
    }

    private static string LowerHex(string text) => PercentHex().Replace(text, match => match.Value.ToLowerInvariant());

    private static string LowerUnicode(string text) => UnicodeHex().Replace(text, match => match.Value.ToLowerInvariant());

    [GeneratedRegex("%[0-9A-F]{2}", RegexOptions.None, 1000)]
    private static partial Regex PercentHex();

    [GeneratedRegex(@"\\u[0-9A-F]{4}", RegexOptions.None, 1000)]
    private static partial Regex UnicodeHex();
}
