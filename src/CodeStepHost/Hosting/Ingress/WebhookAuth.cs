using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>Who may call a webhook: its config's <c>auth</c>, which is a header with a fixed value, a user with a password (HTTP Basic), or a signature of the body.</summary>
/// <param name="Header">The header that shows it; it is not passed on with the message.</param>
internal abstract record WebhookAuth(string Header)
{
    private const string EnvironmentPrefix = "${env.";

    /// <summary>Whether <see cref="Objection"/> needs the request's body.</summary>
    public virtual bool NeedsBody => false;

    /// <summary>The scheme that a refused caller is asked for by <c>WWW-Authenticate</c>; null: none that HTTP knows.</summary>
    public virtual string? Challenge => null;

    /// <summary>What a caller is told who is refused: not what was wrong.</summary>
    public virtual string Refusal => $"the webhook wants {Header}, which is missing or wrong";

    /// <summary>Why the caller may not call, for the host's log; null: it may. Takes as long for a wrong secret as for the right one.</summary>
    /// <param name="body">The request's body as it came, if <see cref="NeedsBody"/>.</param>
    public abstract string? Objection(IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now);

    /// <summary>Reads <c>auth</c>; <c>${env.NAME}</c> in a value stands for an environment variable of the host.</summary>
    /// <returns>Null when everybody may call.</returns>
    /// <exception cref="HostStartException">A variable is not set.</exception>
    public static WebhookAuth? Read(JsonElement config)
    {
        if (!config.TryGetProperty("auth", out var auth))
            return null;
        if (auth.TryGetProperty("hmac", out var hmac))
            return WebhookSignature.Read(hmac, Filled(hmac.GetProperty("secret").GetString()!));
        if (auth.TryGetProperty("header", out var header))
            return new WebhookSecret(header.GetString()!, Filled(auth.GetProperty("value").GetString()!));
        var credentials = $"{Filled(auth.GetProperty("user").GetString()!)}:{Filled(auth.GetProperty("password").GetString()!)}";
        return new WebhookSecret("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}", "Basic");
    }

    /// <summary>Never the secret.</summary>
    public sealed override string ToString() => $"auth by {Header}";

    private static string Filled(string text)
    {
        var start = text.IndexOf(EnvironmentPrefix, StringComparison.Ordinal);
        if (start < 0)
            return text;
        var end = text.IndexOf('}', start);
        if (end < 0)
            return text;
        var name = text[(start + EnvironmentPrefix.Length)..end];
        var value = Environment.GetEnvironmentVariable(name) ?? throw new HostStartException($"the webhook's auth needs the environment variable {name}, which is not set for the host");
        return Filled($"{text[..start]}{value}{text[(end + 1)..]}");
    }
}

/// <summary>A header with one right value.</summary>
/// <param name="Value">What it must be.</param>
/// <param name="Scheme">The scheme of HTTP that the value belongs to; null: it is a text of the flow's own.</param>
internal sealed record WebhookSecret(string Header, string Value, string? Scheme = null) : WebhookAuth(Header)
{
    public override string? Challenge => Scheme;

    public override string? Objection(IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(headers[Header].ToString())), SHA256.HashData(Encoding.UTF8.GetBytes(Value))))
            return null;
        return headers.ContainsKey(Header) ? $"the header {Header} is wrong" : $"the header {Header} is missing";
    }
}
