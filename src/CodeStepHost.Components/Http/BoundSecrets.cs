using System.Text;
using System.Text.RegularExpressions;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Redacting;

namespace CodeStepHost.Components.Http;

/// <summary>
/// The one place where secrets' values get into requests: a script has placeholders, and uses them as it would use the values. (1) A request for a host that a
/// secret is bound to gets the value, encoded as its place asks for; (2) one for another host is not sent; (3) in what comes back, values become placeholders
/// again.
/// </summary>
public sealed partial class BoundSecrets
{
    private readonly Dictionary<string, Secret> _byCore = new(StringComparer.Ordinal);
    private readonly SecretPlaceholders _placeholders;
    private readonly SecretFinder _values;
    private readonly bool _isNone;

    /// <param name="secrets">By name; one without a value is refused wherever it is used.</param>
    /// <param name="placeholders">The same as those of the scripts' configs.</param>
    public BoundSecrets(IReadOnlyDictionary<string, SecretSettings> secrets, SecretPlaceholders placeholders)
    {
        _placeholders = placeholders;
        foreach (var (name, secret) in secrets)
            _byCore[placeholders.CoreOf(name)] = new Secret(name, secret.Value, secret.Hosts, [.. secret.Hosts.Select(HostPattern.Parse)]);
        _values = SecretFinder.OfBytes(
            secrets.Where(secret => secret.Value.Value is not null).Select(secret => new KnownSecret(secret.Key, secret.Value.Value!) { Instead = placeholders.Of(secret.Key), KeepsBase64 = true }),
            SecretSettings.ShortestValue);
    }

    private BoundSecrets()
        : this(new Dictionary<string, SecretSettings>(), new SecretPlaceholders([])) => _isNone = true;

    internal static BoundSecrets None { get; } = new();

    /// <summary>1. and 2. The request with the values that it may have.</summary>
    /// <exception cref="SecretRefusedException">It has one that is not for its target, or that cannot stand where it is.</exception>
    internal HttpHop Fill(HttpHop hop)
    {
        if (_isNone)
            return hop;
        var url = Fill(hop.Target.AbsoluteUri, hop.Target, SecretPlace.Url);
        var headers = hop.Headers.Select(header => KeyValuePair.Create(header.Key, Header(header, hop.Target))).ToList();
        return hop with
        {
            Target = url == hop.Target.AbsoluteUri ? hop.Target : new Uri(url),
            Headers = headers,
            Body = hop.Body is { } body && MayStand(body) ? Bytes(Fill(Chars(body), hop.Target, SecretPlaces.OfBody(hop.Headers, body), isOfBytes: true)) : hop.Body,
        };
    }

    /// <summary>A redirect must not carry in the open what was sent encrypted.</summary>
    /// <exception cref="SecretRefusedException">It would.</exception>
    internal void CheckRedirect(HttpHop hop, HttpHop next)
    {
        if (hop.Target.Scheme == "https" && next.Target.Scheme == "http" && next.Body is { } body && Stands(Chars(body)))
            throw new SecretRefusedException($"'{hop.Target.IdnHost}' redirects a request with a secret in its body from https to http, to '{next.Target.IdnHost}'; it is not sent there.");
    }

    /// <summary>Whether a placeholder stands in a text, or in what HTTP Basic has made of one.</summary>
    internal bool Stands(string? text) => text is not null && !_isNone && (SecretPlaceholders.IsIn(text) || (Basic().Match(text) is { Success: true } basic && Held(basic.Groups["held"].Value) is { } held && SecretPlaceholders.IsIn(held)));

    /// <summary>3. What came back, without values.</summary>
    internal string Mask(string text) => _values.Replace(text);

    /// <inheritdoc cref="Mask(string)"/>
    internal ReadOnlyMemory<byte> Mask(ReadOnlyMemory<byte> bytes)
    {
        if (_byCore.Count == 0 || bytes.IsEmpty)
            return bytes;
        var text = Encoding.Latin1.GetString(bytes.Span);
        return _values.Finds(text) ? Encoding.Latin1.GetBytes(_values.Replace(text)) : bytes;
    }

    /// <inheritdoc cref="Mask(string)"/>
    internal Uri? Mask(Uri? address) => address is not null && _values.Finds(address.OriginalString) ? new Uri(_values.Replace(address.OriginalString), UriKind.RelativeOrAbsolute) : address;

    private string Header(KeyValuePair<string, string> header, Uri target)
    {
        var value = header.Value;
        if (value is not null && Basic().Match(value) is { Success: true } basic && Held(basic.Groups["held"].Value) is { } held && SecretPlaceholders.IsIn(held))
            return string.Concat(value.AsSpan(0, basic.Groups["held"].Index), Convert.ToBase64String(Bytes(Fill(held, target, SecretPlace.Text, isOfBytes: true))));
        return value is null ? null! : Fill(value, target, SecretPlace.Header);
    }

    private string Fill(string text, Uri target, SecretPlace place, bool isOfBytes = false) => SecretPlaceholders.Replace(text, found =>
    {
        if (Find(found) is not { } secret)
            return null;
        var value = secret.For(target, place, found.Percent);
        return isOfBytes ? Chars(Encoding.UTF8.GetBytes(value)) : value;
    });

    /// <summary>The secret that a text stands for.</summary>
    /// <returns>Null: it looks like a placeholder, and is none of this host's.</returns>
    /// <exception cref="SecretRefusedException">It is this host's, for a secret that is no more.</exception>
    private Secret? Find(SecretPlaceholder found)
    {
        if (_byCore.TryGetValue(found.Core, out var secret))
            return secret;
        return _placeholders.CoreOf(found.Name) == found.Core
            ? throw new SecretRefusedException($"`secrets` of codestep.yaml has no '{found.Name}', which the flow names; nothing was sent.")
            : null;
    }

    private static bool MayStand(byte[] bytes) => bytes.AsSpan().IndexOf("secret_"u8) >= 0;

    private static string? Held(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count) ? Encoding.Latin1.GetString(bytes, 0, count) : null;
    }

    private static string Chars(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static byte[] Bytes(string chars) => Encoding.Latin1.GetBytes(chars);

    [GeneratedRegex(@"\A\s*Basic\s+(?<held>[A-Za-z0-9+/]+={0,2})\s*\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Basic();

    private sealed record Secret(string Name, string? Value, IReadOnlyList<string> Hosts, IReadOnlyList<HostPattern> Patterns)
    {
        /// <summary>The value as it stands in a request for a host.</summary>
        /// <param name="percent">How often the script has percent-encoded it.</param>
        public string For(Uri target, SecretPlace place, int percent)
        {
            if (!Patterns.Any(pattern => pattern.Covers(HostPattern.Normal(target.IdnHost), target.Port)))
                throw new SecretRefusedException($"The secret '{Name}' is not for the host '{target.IdnHost}:{target.Port}', so nothing was sent there; the hosts that get it are listed in `secrets.{Name}.hosts` of codestep.yaml: {string.Join(", ", Hosts)}.");
            if (Value is null)
                throw new SecretRefusedException($"The secret '{Name}' has no value on this host; nothing was sent. Set what `secrets.{Name}` of codestep.yaml names.");
            return SecretPlaces.Encode(Value, place, percent)
                ?? throw new SecretRefusedException($"The value of the secret '{Name}' has a line break or another character that no header can hold; nothing was sent.");
        }

        public override string ToString() => Name;
    }
}
