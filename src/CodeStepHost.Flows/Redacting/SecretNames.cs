namespace CodeStepHost.Flows.Redacting;

/// <summary>Tells by the name of a member, header or query parameter whether its value is a secret.</summary>
public static class SecretNames
{
    // Compared without case and without what words are joined by: apiKey, API_KEY and x-api-key are one.
    private static readonly string[] Parts =
    [
        "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "accesskey", "privatekey", "authorization", "credential", "cookie",
        "signature", "sessionid", "bearer",
    ];

    /// <summary>Whether a name is one of these, or has one of them in it.</summary>
    /// <param name="more">Further names, as <c>redact</c> of <c>codestep.yaml</c> lists them.</param>
    public static bool IsSecret(string name, IReadOnlyList<string>? more = null)
    {
        var plain = Plain(name);
        return Parts.Any(part => plain.Contains(part, StringComparison.Ordinal))
            || (more?.Any(part => Plain(part) is { Length: > 0 } word && plain.Contains(word, StringComparison.Ordinal)) ?? false);
    }

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
