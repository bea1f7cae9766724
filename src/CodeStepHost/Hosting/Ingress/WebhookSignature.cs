using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>
/// A header with a signature (HMAC) of the request's body: only who knows the secret can have made it, and of this body only. Where a timestamp is
/// signed with it, it counts for a short time, so that a call that somebody has overheard cannot be made again later.
/// </summary>
internal sealed record WebhookSignature(string Header) : WebhookAuth(Header)
{
    /// <summary>Before this, milliseconds since 1970 would be the year 1973, and after it seconds the year 5138.</summary>
    private const long LeastMilliseconds = 100_000_000_000;

    private static readonly TimeSpan DefaultTolerance = TimeSpan.FromMinutes(5);

    private byte[] Secret { get; init; } = [];

    private HashAlgorithmName Algorithm { get; init; } = HashAlgorithmName.SHA256;

    private bool IsBase64 { get; init; }

    /// <summary>What stands before the signature, in the header's value or in a part of it: GitHub's <c>sha256=</c>, Stripe's <c>v1=</c>.</summary>
    private string Prefix { get; init; } = string.Empty;

    private SignedText Signed { get; init; } = new([SignedText.Body]);

    private string TimestampHeader { get; init; } = Header;

    private string TimestampPrefix { get; init; } = string.Empty;

    private TimeSpan Tolerance { get; init; } = DefaultTolerance;

    public override bool NeedsBody => true;

    public override string Refusal => "the webhook wants a signature, which is missing or wrong";

    /// <summary>Reads <c>hmac</c>.</summary>
    /// <param name="secret">The secret itself.</param>
    /// <exception cref="HostStartException">The secret is empty: everybody could sign with it.</exception>
    public static WebhookSignature Read(JsonElement config, string secret)
    {
        if (secret.Length == 0)
            throw new HostStartException("the secret of the webhook's hmac is empty");
        var header = config.GetProperty("header").GetString()!;
        var signature = new WebhookSignature(header)
        {
            Secret = Encoding.UTF8.GetBytes(secret),
            Algorithm = Text(config, "algorithm") switch
            {
                "sha1" => HashAlgorithmName.SHA1,
                "sha512" => HashAlgorithmName.SHA512,
                _ => HashAlgorithmName.SHA256,
            },
            IsBase64 = Text(config, "encoding") == "base64",
            Prefix = Text(config, "prefix") ?? string.Empty,
            Signed = SignedText.Parse(Text(config, "signed") ?? SignedText.Body),
        };
        return config.TryGetProperty("timestamp", out var timestamp)
            ? signature with
            {
                TimestampHeader = Text(timestamp, "header") ?? header,
                TimestampPrefix = Text(timestamp, "prefix") ?? string.Empty,
                Tolerance = Text(timestamp, "tolerance") is { } tolerance ? Duration.Parse(tolerance) : DefaultTolerance,
            }
            : signature;
    }

    public override string? Objection(IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!headers.TryGetValue(Header, out var values))
            return $"the header {Header} is missing";
        var timestamp = string.Empty;
        if (Signed.HasTimestamp)
        {
            if (After(headers[TimestampHeader], TimestampPrefix).FirstOrDefault() is not { } sent)
                return $"the timestamp in {TimestampHeader} is missing";
            if (ObjectionTo(timestamp = sent, now) is { } objection)
                return objection;
        }

        var expected = Sign(timestamp, body);
        var sentAny = false;
        foreach (var text in After(values, Prefix))
        {
            if (Decoded(text) is not { } signature)
                continue;
            sentAny = true;
            if (CryptographicOperations.FixedTimeEquals(signature, expected))
                return null;
        }

        return sentAny
            ? $"the signature in {Header} is not that of this body"
            : $"there is no signature in {Header}: {(Prefix.Length == 0 ? string.Empty : $"`{Prefix}` and ")}{expected.Length} bytes in {(IsBase64 ? "base64" : "hex")}";
    }

    private string? ObjectionTo(string timestamp, DateTimeOffset now)
    {
        // The number's range is that of moments in milliseconds.
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number >= LeastMilliseconds * 1000)
            return $"the timestamp in {TimestampHeader} is no count of seconds or milliseconds since 1970";
        var age = now - (number < LeastMilliseconds ? DateTimeOffset.FromUnixTimeSeconds(number) : DateTimeOffset.FromUnixTimeMilliseconds(number));
        if (age.Duration() <= Tolerance)
            return null;
        return $"the timestamp in {TimestampHeader} is {Duration.Format(age.Duration())} {(age > TimeSpan.Zero ? "old" : "ahead")}; tolerance is {Duration.Format(Tolerance)}";
    }

    private byte[] Sign(string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(Algorithm, Secret);
        foreach (var part in Signed.Parts)
        {
            if (part == SignedText.Body)
                hmac.AppendData(body);
            else
                hmac.AppendData(Encoding.UTF8.GetBytes(part == SignedText.Timestamp ? timestamp : part));
        }

        return hmac.GetHashAndReset();
    }

    /// <summary>What follows the prefix: in each of the header's values, and in each part of one that commas or spaces divide.</summary>
    private static IEnumerable<string> After(Microsoft.Extensions.Primitives.StringValues values, string prefix) => values
        .OfType<string>()
        .SelectMany(value => prefix.Length == 0 ? [value] : value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        .Where(part => part.StartsWith(prefix, StringComparison.Ordinal))
        .Select(part => part[prefix.Length..].Trim());

    private byte[]? Decoded(string text)
    {
        try
        {
            return IsBase64 ? Convert.FromBase64String(text) : Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement config, string name) => config.TryGetProperty(name, out var value) ? value.GetString() : null;
}
