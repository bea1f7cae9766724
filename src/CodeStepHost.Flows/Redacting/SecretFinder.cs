using System.Buffers;
using System.Text;

namespace CodeStepHost.Flows.Redacting;

/// <summary>Finds values that the host knows, in all their forms, and puts something else in their place.</summary>
public sealed class SecretFinder
{
    private readonly List<Found> _forms = [];
    private readonly SearchValues<string>? _any;

    private SecretFinder(IEnumerable<KnownSecret> secrets, bool isOfBytes, int shortest)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var secret in secrets.Where(secret => secret.Value.Length >= shortest))
        {
            foreach (var form in SecretForms.Of(secret.Value))
            {
                var found = isOfBytes ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(form.Text)) : form.Text;
                if (seen.Add(found))
                    _forms.Add(new Found(found, form, secret));
            }
        }

        // The longest first: of two that begin at one place, the longer one holds the other.
        _forms.Sort((one, other) => other.Text.Length.CompareTo(one.Text.Length));
        _any = _forms.Count == 0 ? null : SearchValues.Create([.. _forms.Select(form => form.Text)], StringComparison.Ordinal);
    }

    /// <summary>One for texts.</summary>
    public static SecretFinder OfTexts(IEnumerable<KnownSecret> secrets, int shortest) => new(secrets, isOfBytes: false, shortest);

    /// <summary>One for UTF-8 whose bytes are read as one character each (Latin-1): anything can pass it, and what is no secret comes out as it was.</summary>
    public static SecretFinder OfBytes(IEnumerable<KnownSecret> secrets, int shortest) => new(secrets, isOfBytes: true, shortest);

    /// <summary>Whether any is there.</summary>
    public bool Finds(ReadOnlySpan<char> text) => _any is not null && text.ContainsAny(_any);

    /// <summary>The text with something else in place of each.</summary>
    public string Replace(string text)
    {
        if (!Finds(text))
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

    private (int Start, int End, string Instead)? Next(string text, int from)
    {
        var offset = text.AsSpan(from).IndexOfAny(_any!);
        if (offset < 0)
            return null;
        var start = from + offset;
        var form = _forms.Find(form => string.CompareOrdinal(text, start, form.Text, 0, form.Text.Length) == 0)!;
        return form.Form.IsBase64
            ? Around(text, start, from, form)
            : (start, start + form.Text.Length, SecretPlaceholders.Encoded(form.Secret.Instead, form.Form.Percent));
    }

    /// <summary>Of base64 the whole run goes: the characters around the middle hold a part of the value too.</summary>
    private (int Start, int End, string Instead) Around(string text, int start, int from, Found form)
    {
        var end = start + form.Text.Length;
        while (start > from && IsBase64(text[start - 1]))
            start--;
        while (end < text.Length && (IsBase64(text[end]) || text[end] == '='))
            end++;
        return (start, end, form.Secret.KeepsBase64 && Inside(text[start..end]) is { } inside ? inside : form.Secret.Instead);
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

    private sealed record Found(string Text, SecretForm Form, KnownSecret Secret);
}
