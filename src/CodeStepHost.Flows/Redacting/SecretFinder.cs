using System.Text;

namespace CodeStepHost.Flows.Redacting;

/// <summary>Finds values that the host knows, in all their forms, and puts something else in their place.</summary>
public sealed class SecretFinder
{
    private readonly PatternSet<Found> _forms;

    private SecretFinder(IEnumerable<KnownSecret> secrets, bool isOfBytes, int shortest) => _forms = new(
        from secret in secrets
        where secret.Value.Length >= shortest
        from form in SecretForms.Of(secret.Value)
        select KeyValuePair.Create(isOfBytes ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(form.Text)) : form.Text, new Found(form, secret)));

    /// <summary>One for texts.</summary>
    public static SecretFinder OfTexts(IEnumerable<KnownSecret> secrets, int shortest) => new(secrets, isOfBytes: false, shortest);

    /// <summary>One for UTF-8 whose bytes are read as one character each (Latin-1): anything can pass it, and what is no secret comes out as it was.</summary>
    public static SecretFinder OfBytes(IEnumerable<KnownSecret> secrets, int shortest) => new(secrets, isOfBytes: true, shortest);

    /// <summary>Whether any is there.</summary>
    public bool Finds(ReadOnlySpan<char> text) => _forms.Next(text, 0) is not null;

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

    private sealed record Found(SecretForm Form, KnownSecret Secret);
}
