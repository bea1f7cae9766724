using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>Who may call a webhook: its config's <c>auth</c>, a header with a fixed value or a user with a password (HTTP Basic).</summary>
/// <param name="Header">The header that holds the secret; it is not passed on with the message.</param>
/// <param name="Value">What it must be.</param>
internal sealed record WebhookAuth(string Header, string Value)
{
    private const string EnvironmentPrefix = "${env.";

    /// <summary>Reads <c>auth</c>; <c>${env.NAME}</c> in a value stands for an environment variable of the host.</summary>
    /// <returns>Null when everybody may call.</returns>
    /// <exception cref="HostStartException">A variable is not set.</exception>
    public static WebhookAuth? Read(JsonElement config)
    {
        if (!config.TryGetProperty("auth", out var auth))
            return null;
        if (auth.TryGetProperty("header", out var header))
            return new WebhookAuth(header.GetString()!, Filled(auth.GetProperty("value").GetString()!));
        var credentials = $"{Filled(auth.GetProperty("user").GetString()!)}:{Filled(auth.GetProperty("password").GetString()!)}";
        return new WebhookAuth("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}");
    }

    /// <summary>Whether the caller showed the secret; takes as long for a wrong one as for the right one.</summary>
    public bool Admits(IHeaderDictionary headers) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(headers[Header].ToString())), SHA256.HashData(Encoding.UTF8.GetBytes(Value)));

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"auth by {Header}";

    private static string Filled(string text)
    {
        var start = text.IndexOf(EnvironmentPrefix, StringComparison.Ordinal);
        if (start < 0)
            return text;
        var end = text.IndexOf('}', start);
        var name = text[(start + EnvironmentPrefix.Length)..end];
        var value = Environment.GetEnvironmentVariable(name) ?? throw new HostStartException($"the webhook's auth needs the environment variable {name}, which is not set for the host");
        return Filled($"{text[..start]}{value}{text[(end + 1)..]}");
    }
}
