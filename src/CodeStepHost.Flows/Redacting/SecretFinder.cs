using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Redacting;

/// <summary>Finds values that the host knows, in all their forms, and puts something else in their place.</summary>
public sealed partial class SecretFinder
{
    private readonly PatternSet<Found> _forms;

    private readonly bool _isOfBytes;

    private SecretFinder(IEnumerable<KnownSecret> secrets, bool isOfBytes, int shortest)
    {
        _isOfBytes = isOfBytes;
        _forms = new(
            from secret in secrets
            where secret.Value.Length >= shortest
            from form in SecretForms.Of(secret.Value)
            select KeyValuePair.Create(isOfBytes ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(form.Text)) : form.Text, new Found(form, secret)));
    }

    /// <summary>One for texts.</summary>
    public static SecretFinder OfTexts(IEnumerable<KnownSecret> secrets, int shortest) => new(secrets, isOfBytes: false, shortest);

    /// <summary>One for UTF-8 whose bytes are read as one character each (Latin-1): anything can pass it, and what is no secret comes out as it was.</summary>
    public static SecretFinder OfBytes(IEnumerable<KnownSecret> secrets, int shortest) => new(secrets, isOfBytes: true, shortest);

    /// <summary>Whether any is there.</summary>
    public bool Finds(ReadOnlySpan<char> text) => !_forms.IsEmpty
        && (_forms.Next(text, 0) is not null || (MayBeEscaped(text) && text.ToString() is var whole && Escaped().Matches(whole).Any(run => WithoutSecrets(run) is not null)));

    /// <summary>The text with something else in place of each.</summary>
    public string Replace(string text)
    {
        text = ReplaceEscaped(text);
        if (_forms.Next(text, 0) is null)
            return text;
        var replaced = new StringBuilder();
        var done = 0;
        while (Next(text, done) is { } found)
        {
            replaced.Append(text, done, found.Start - done).Append(found.Instead);
            done = found.End;
        }

        return replaced.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>The text without values of which JSON has every character as <c>\uXXXX</c>; so is what takes their place. Others stay.</summary>
    internal string ReplaceEscaped(string text) => !_forms.IsEmpty && MayBeEscaped(text) ? Escaped().Replace(text, run => WithoutSecrets(run) ?? run.Value) : text;

    private static bool MayBeEscaped(ReadOnlySpan<char> text) => text.Contains("\\u", StringComparison.Ordinal) || text.Contains("5Cu", StringComparison.OrdinalIgnoreCase);

    private string? WithoutSecrets(Match run)
    {
        var escapes = run.Groups["escape"].Captures;
        var held = string.Concat(escapes.Select(escape => (char)ushort.Parse(escape.ValueSpan[^4..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));
        if (_isOfBytes)
            held = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(held));
        if (!Finds(held))
            return null;
        var without = Replace(held);
        if (_isOfBytes)
            without = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(without));
        var start = escapes[0].Value[..^4];
        return string.Concat(without.Select(c => $"{start}{(int)c:x4}"));
    }

    /// <summary>The first that stands at or behind a place, and what takes its place.</summary>
    internal (int Start, int End, string Instead)? Next(string text, int from)
    {
        if (_forms.Next(text, from) is not { } found)
            return null;
        return found.Value.Form.IsBase64
            ? Around(text, found.Start, found.Start + found.Length, from, found.Value.Secret)
            : (found.Start, found.Start + found.Length, SecretPlaceholders.Encoded(found.Value.Secret.Instead, found.Value.Form.Percent));
    }

    /// <summary>Of base64 the whole run goes: the characters around the middle hold a part of the value too.</summary>
    private (int Start, int End, string Instead) Around(string text, int start, int end, int from, KnownSecret secret)
    {
        while (start > from && IsBase64(text[start - 1]))
            start--;
        while (end < text.Length && (IsBase64(text[end]) || text[end] == '='))
            end++;
        return (start, end, secret.KeepsBase64 && Inside(text[start..end]) is { } inside ? inside : secret.Instead);
    }

    /// <summary>The base64 of what the run holds, without the secret.</summary>
    private string? Inside(string run)
    {
        var bytes = new byte[run.Length];
        if (!Convert.TryFromBase64String(run, bytes, out var count))
            return null;
        var held = Encoding.Latin1.GetString(bytes, 0, count);
        var without = Replace(held);
        return without == held ? null : Convert.ToBase64String(Encoding.Latin1.GetBytes(without));
    }

    private static bool IsBase64(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '-' or '_';

    // With more backslashes when it is JSON in a text of JSON, and percent-encoded ones in an address.
    [GeneratedRegex(@"(?<escape>(?:\\|%(?:25)?5[Cc]){1,8}u[0-9A-Fa-f]{4}){4,}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escaped();

    private sealed record Found(SecretForm Form, KnownSecret Secret);
}
