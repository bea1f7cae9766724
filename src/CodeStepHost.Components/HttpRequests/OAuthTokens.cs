using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>The tokens of OAuth2 clients, kept until shortly before they expire. Steps with the same client and egress share one.</summary>
internal sealed class OAuthTokens(TimeProvider time)
{
    /// <summary>A server that does not say how long a token lasts is asked again after this.</summary>
    private static readonly TimeSpan Unknown = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>One client's token, and the turn of those who ask for it.</summary>
    private sealed class Place
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public string? Token { get; set; }

        public DateTimeOffset Until { get; set; }
    }

    /// <summary>The client's token: the one that is there, or a new one.</summary>
    /// <param name="refused">A token that a server no longer takes; null: none.</param>
    /// <param name="ask">Asks the server, and throws when the answer is an error.</param>
    /// <exception cref="FormatException">The answer holds no token.</exception>
    public async Task<string> OfAsync(RequestAuth.ClientCredentials client, string egressKey, string? refused, RequestValues values, Func<HttpCall, Task<HttpAnswer>> ask, CancellationToken cancellationToken)
    {
        var id = RequestAuth.Filled(client.ClientId, values);
        var secret = RequestAuth.Filled(client.ClientSecret, values);
        var place = _places.GetOrAdd(KeyOf(client.TokenUrl, id, secret, client.Scope, egressKey), _ => new Place());
        await place.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (place.Token is null || place.Token == refused || place.Until <= time.GetUtcNow())
            {
                place.Token = null;
                var asked = time.GetUtcNow();
                var (token, lasts) = Read(await ask(CallOf(client, id, secret, values)).ConfigureAwait(false));
                place.Token = token;
                place.Until = asked + (lasts > 2 * Margin ? lasts - Margin : lasts / 2);
            }

            values.Keep("access-token", place.Token);
            return place.Token;
        }
        finally
        {
            place.Turn.Release();
        }
    }

    private static HttpCall CallOf(RequestAuth.ClientCredentials client, string id, string secret, RequestValues values)
    {
        var fields = new List<(string Name, string Value)> { ("grant_type", "client_credentials") };
        if (client.Scope is not null)
            fields.Add(("scope", client.Scope));
        var headers = new List<KeyValuePair<string, string>> { new("Content-Type", "application/x-www-form-urlencoded"), new("Accept", "application/json") };
        if (client.IsInBody)
            fields.AddRange([("client_id", id), ("client_secret", secret)]);
        else
            headers.Add(new("Authorization", RequestAuth.BasicValue(Uri.EscapeDataString(id), Uri.EscapeDataString(secret), values)));
        var form = string.Join('&', fields.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));

        // No redirects: they would carry the client's secret elsewhere.
        return new HttpCall(0, "POST", client.TokenUrl, headers, Convert.ToBase64String(Encoding.UTF8.GetBytes(form)), TimeoutMilliseconds: null, MostRedirects: 0);
    }

    private static (string Token, TimeSpan Lasts) Read(HttpAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(answer.Body ?? ""));
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("access_token", out var token) && token.ValueKind == JsonValueKind.String && token.GetString() is { Length: > 0 } text)
                return (text, Lasts(json.RootElement));
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new FormatException("answered without an `access_token`");
    }

    // Some servers write the seconds as a text.
    private static TimeSpan Lasts(JsonElement answer) =>
        answer.TryGetProperty("expires_in", out var expires)
        && double.TryParse(RequestText.PlainOf(expires), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : Unknown;

    private static string KeyOf(params string?[] parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))));
}
