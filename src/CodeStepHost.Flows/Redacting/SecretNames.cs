using System.Buffers;

namespace CodeStepHost.Flows.Redacting;

/// <summary>Tells by the name of a member, header or query parameter whether its value is a secret.</summary>
public static class SecretNames
{
    // Compared without case and without what words are joined by: apiKey, API_KEY and x-api-key are one.
    private static readonly SearchValues<string> Parts = SearchValues.Create(
    [
        "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "accesskey", "privatekey", "authorization", "credential", "cookie",
        "signature", "sessionid", "bearer",
    ], StringComparison.Ordinal);

    /// <summary>Whether a name is one of these, or has one of them in it.</summary>
    /// <param name="more">Further names, as <c>redact</c> of <c>codestep.yaml</c> lists them.</param>
    public static bool IsSecret(string name, IReadOnlyList<string>? more = null)
    {
        var room = name.Length <= 128 ? stackalloc char[name.Length] : new char[name.Length];
        var plain = Plain(name, room);
        if (plain.ContainsAny(Parts))
            return true;
        foreach (var part in more ?? [])
        {
            var word = Plain(part, new char[part.Length]);
            if (word.Length > 0 && plain.IndexOf(word, StringComparison.Ordinal) >= 0)
                return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> Plain(string name, Span<char> room)
    {
        var length = 0;
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c))
                room[length++] = char.ToLowerInvariant(c);
        }

        return room[..length];
    }
}
