using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Redacting;

/// <summary>A secret that the host knows by its value.</summary>
/// <param name="Name">What stands in its place says which one it was.</param>
public sealed record KnownSecret(string Name, string Value)
{
    /// <summary>What takes the value's place.</summary>
    public string Instead { get; init; } = Redactor.Placeholder(Name);

    /// <summary>Whether base64 that holds the value stays base64, with <see cref="Instead"/> inside of it.</summary>
    public bool KeepsBase64 { get; init; }

    /// <summary>The name alone.</summary>
    public override string ToString() => $"secret {Name}";
}

/// <summary>
/// Takes secrets out of JSON that leaves the host's store: (1) values are gathered of members, headers, query parameters and form fields with a secret's
/// name; (2) they are replaced wherever they stand, in any text, and so are values that the host knows, however they are encoded. Shapes stay: a text
/// becomes a text, a number 0. What stands for a secret in a script becomes the <c>${secret.NAME}</c> of its flow.
/// </summary>
/// <param name="names">Names of secrets besides the usual ones.</param>
/// <param name="known">Secrets that the host knows.</param>
public sealed partial class Redactor(IReadOnlyList<string>? names = null, IReadOnlyList<KnownSecret>? known = null)
{
    /// <summary>Shorter values that only have a secret's name are replaced where they have it: elsewhere they may be any word.</summary>
    private const int ShortestToFind = 6;

    /// <summary>The same for values that the host knows to be secrets.</summary>
    private const int ShortestKnown = 4;

    // Many are made, one for a message with a credential, and most have nothing to do.
    private readonly Lazy<SecretFinder> _known = new(() => SecretFinder.OfTexts(known ?? [], ShortestKnown));

    /// <summary>What stands for a secret text.</summary>
    /// <param name="name">Which one, so that a person can tell two apart.</param>
    public static string Placeholder(string name) => $"<redacted:{name}>";

    /// <summary>One that also knows these.</summary>
    public Redactor With(IEnumerable<KnownSecret> more) => more.ToList() is { Count: > 0 } secrets ? new Redactor(names, [.. known ?? [], .. secrets]) : this;

    /// <summary>One that also knows the values of a step's stored credential.</summary>
    /// <param name="credential">A JSON object; empty: there is none.</param>
    public Redactor WithCredential(ReadOnlyMemory<byte> credential) => credential.IsEmpty || LenientJson.Parse(credential) is not JsonObject keys
        ? this
        : new Redactor(names, [.. known ?? [], .. keys.Where(key => key.Value?.GetValueKind() == JsonValueKind.String).Select(key => new KnownSecret(key.Key, key.Value!.GetValue<string>()))]);

    /// <summary>The same JSON without its secrets.</summary>
    /// <param name="besides">What else is looked through for values, and first: of one that stands in several places the first name counts.</param>
    public JsonNode? Redact(JsonNode? node, params IReadOnlyList<JsonNode?> besides)
    {
        // 1.
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var other in besides)
            Gather(other, owner: null, values);
        Gather(node, owner: null, values);

        // 2.
        return Rewrite(node, owner: null, [.. values.OrderByDescending(value => value.Key.Length).ThenBy(value => value.Key, StringComparer.Ordinal)]);
    }

    /// <summary>The same text without its secrets: a line of a log, an error's message.</summary>
    public string Redact(string text)
    {
        var mayName = text.Contains('=', StringComparison.Ordinal) || text.Contains("://", StringComparison.Ordinal) || text is ['{' or '[', ..];
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (mayName)
            GatherText(text, owner: null, values);
        return Replace(text, [.. values.OrderByDescending(value => value.Key.Length).ThenBy(value => value.Key, StringComparer.Ordinal)]);
    }

    private bool IsSecret(string name) => SecretNames.IsSecret(name, names);

    private void Gather(JsonNode? node, string? owner, Dictionary<string, string> values)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (name, value) in json)
                    Gather(value, owner ?? (IsSecret(name) ? name : null) ?? (name == "value" ? NameOfPair(json) : null), values);
                break;
            case JsonArray list:
                foreach (var item in list)
                    Gather(item, owner, values);
                break;
            case JsonValue when node.GetValueKind() == JsonValueKind.String:
                GatherText(node.GetValue<string>(), owner, values);
                break;
        }
    }

    private void GatherText(string text, string? owner, Dictionary<string, string> values)
    {
        if (owner is not null)
        {
            Add(values, owner, text, ShortestToFind);

            // Of `Bearer abc` a script may have made a part.
            if (Scheme().Match(text) is { Success: true } match)
                Add(values, owner, match.Groups["value"].Value, ShortestToFind);
            return;
        }

        if (text is ['{' or '[', ..] && Parse(text) is { } inner)
            Gather(inner, owner: null, values);
        foreach (var field in Field().Matches(text).Where(field => IsSecret(field.Groups["name"].Value)))
        {
            Add(values, field.Groups["name"].Value, field.Groups["value"].Value, ShortestToFind);
            Add(values, field.Groups["name"].Value, Uri.UnescapeDataString(field.Groups["value"].Value), ShortestToFind);
        }

        foreach (Match user in UserInfo().Matches(text))
            Add(values, "password", user.Groups["value"].Value, ShortestKnown);
    }

    private void Add(Dictionary<string, string> values, string name, string value, int shortest)
    {
        // What the host knows is called by the host's name for it.
        if (value.Length >= shortest && !IsShown(SecretPlaceholders.Named(value)) && !_known.Value.Finds(value))
            values.TryAdd(value, name);
    }

    /// <summary>Whether a text says already which secret stands in its place.</summary>
    private static bool IsShown(string text) => text.StartsWith("<redacted:", StringComparison.Ordinal) || Reference().IsMatch(Uri.UnescapeDataString(text));

    /// <summary>The secret's name of <c>{ "name": "Authorization", "value": "…" }</c>.</summary>
    private string? NameOfPair(JsonObject json) =>
        (json["name"] ?? json["key"]) is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var name && IsSecret(name) ? name : null;

    private JsonNode? Rewrite(JsonNode? node, string? owner, List<KeyValuePair<string, string>> values)
    {
        switch (node)
        {
            case JsonObject json:
                var rewritten = new JsonObject();
                foreach (var (name, value) in json)
                    rewritten[Replace(name, values)] = Rewrite(value, owner ?? (IsSecret(name) ? name : null) ?? (name == "value" ? NameOfPair(json) : null), values);
                return rewritten;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Rewrite(item, owner, values))]);
            case JsonValue when node.GetValueKind() == JsonValueKind.String:
                var text = node.GetValue<string>();
                if (owner is not null && text.Length > 0 && !IsShown(SecretPlaceholders.Named(text)))
                    return Placeholder(owner);
                return Replace(text, values);
            case JsonValue when node.GetValueKind() == JsonValueKind.Number && owner is not null:
                return 0;
            default:
                return node?.DeepClone();
        }
    }

    private string Replace(string text, List<KeyValuePair<string, string>> values)
    {
        text = _known.Value.Replace(SecretPlaceholders.Named(text));
        foreach (var (value, name) in values)
        {
            text = text.Replace(value, Placeholder(name), StringComparison.Ordinal);
            var escaped = Uri.EscapeDataString(value);
            if (escaped != value)
                text = text.Replace(escaped, Uri.EscapeDataString(Placeholder(name)), StringComparison.Ordinal);
        }

        return text;
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return LenientJson.Parse(System.Text.Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A(?:Bearer|Basic|Token|ApiKey|Digest)\s+(?<value>\S+)\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\A(?:(?:Bearer|Basic|Token|ApiKey|Digest)\s+)?\$\{secret\.[A-Za-z0-9_-]+\}\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"(?:\A|[?&;\s])(?<name>[A-Za-z0-9_.\-]{1,80})=(?<value>[^&;\s#""']+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();

    [GeneratedRegex(@"://[^/\s:@]*:(?<value>[^/\s@]+)@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserInfo();
}
