using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Redacting;

/// <summary>Gathers the values that have a secret's name in JSON or a text, and finds them wherever else they stand.</summary>
/// <param name="isSecret">Whether a name is a secret's.</param>
/// <param name="known">What the host knows: it is called by the host's name for it.</param>
/// <param name="most">How many values are gathered; see <see cref="IsFull"/>.</param>
internal sealed partial class GatheredSecrets(Func<string, bool> isSecret, SecretFinder known, int most)
{
    /// <summary>Shorter values that only have a secret's name are replaced where they have it: elsewhere they may be any word.</summary>
    private const int Shortest = 6;

    /// <summary>The same for passwords in addresses.</summary>
    private const int ShortestPassword = 4;

    /// <summary>How deep JSON is looked for in texts of JSON.</summary>
    private const int MostTextsInTexts = 8;

    private readonly Dictionary<string, string> _nameOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _instead = new(StringComparer.Ordinal);
    private PatternSet<Form>? _forms;

    /// <summary>Whether there are more values than are gathered.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Any of the names; null: there is no value.</summary>
    public string? AnyName => _nameOf.Count == 0 ? null : _nameOf.First().Value;

    // Written as in addresses, and as JSON in a text.
    private PatternSet<Form> Forms => _forms ??= new(_nameOf.SelectMany(value => (KeyValuePair<string, Form>[])
    [
        new(value.Key, new Form(value.Value, 0)),
        new(Uri.EscapeDataString(value.Key), new Form(value.Value, 1)),
        new(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value.Key), new Form(value.Value, 0)),
    ]));

    /// <summary>The first value that stands at or behind a place, and what takes its place.</summary>
    public (int Start, int End, string Instead)? Next(ReadOnlySpan<char> text, int from) =>
        _nameOf.Count > 0 && Forms.Next(text, from) is { } found ? (found.Start, found.Start + found.Length, SecretPlaceholders.Encoded(Instead(found.Value.Name), found.Value.Percent)) : null;

    /// <summary>What takes the place of a value with this name. Who names a value chooses the text: it tells no secret, and is short.</summary>
    public string Instead(string name)
    {
        if (_instead.TryGetValue(name, out var instead))
            return instead;
        var label = known.Replace(SecretPlaceholders.Named(name));
        return _instead[name] = Redactor.Placeholder(Forms.Next(label, 0) is { } value && value.Length < label.Length ? "secret" : label);
    }

    /// <summary>The name that a member gives to the values in it; null: none.</summary>
    public string? OwnerOf(string name, JsonObject json) => isSecret(name) ? name : name == "value" ? NameOfPair(json) : null;

    /// <summary>Gathers from JSON.</summary>
    public void Add(JsonNode? node, string? owner = null)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (name, value) in json)
                    Add(value, owner ?? OwnerOf(name, json));
                break;
            case JsonArray list:
                foreach (var item in list)
                    Add(item, owner);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                AddText(TextOf(value), owner, 0);
                break;
        }
    }

    /// <summary>Gathers from a text.</summary>
    public void Add(string text) => AddText(text, owner: null, 0);

    /// <summary>The text that a node is.</summary>
    public static string TextOf(JsonValue value) => SecretPlaceholders.Named(
        value.TryGetValue<string>(out var text) && !value.TryGetValue<JsonElement>(out _) ? text : value.TryGetValue<JsonElement>(out var element) ? LenientJson.TextOf(element) : value.ToString());

    private void Add(JsonElement element, string? owner, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    var name = LenientJson.NameOf(member);
                    Add(member.Value, owner ?? (isSecret(name) ? name : name == "value" ? NameOfPair(element) : null), depth);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Add(item, owner, depth);
                break;
            case JsonValueKind.String:
                var text = LenientJson.TextOf(element);
                AddText(text, owner, depth);
                if (owner is not null && LenientJson.WrittenOf(element) is var written && written != text)
                    AddValue(owner, written, Shortest);
                break;
        }
    }

    private void AddText(string text, string? owner, int depth)
    {
        if (owner is not null)
        {
            AddValue(owner, text, Shortest);

            // Of `Bearer abc` a script may have made a part.
            if (Scheme().Match(text) is { Success: true } match)
                AddValue(owner, match.Groups["value"].Value, Shortest);
            return;
        }

        if (depth < MostTextsInTexts && text.AsSpan().TrimStart() is ['{' or '[', ..] && LenientJson.ParseText(text) is { } inner)
        {
            using (inner)
                Add(inner.RootElement, owner: null, depth + 1);
        }

        if (text.Contains('=', StringComparison.Ordinal))
            AddFields(text);
        if (!text.Contains("://", StringComparison.Ordinal))
            return;
        foreach (Match user in UserInfo().Matches(text))
            AddValue("password", user.Groups["value"].Value, ShortestPassword);
    }

    private void AddFields(string text)
    {
        for (var field = Field().Match(text); field.Success && !IsFull; field = field.NextMatch())
        {
            var name = field.Groups["name"].Value;
            if (!isSecret(name))
                continue;
            var value = field.Groups["value"].Value;
            AddValue(name, value, Shortest);
            if (value.Contains('%', StringComparison.Ordinal))
                AddValue(name, Uri.UnescapeDataString(value), Shortest);
        }
    }

    private void AddValue(string name, string value, int shortest)
    {
        if (value.Length < shortest || _nameOf.ContainsKey(value) || IsShown(value) || known.Finds(value))
            return;
        if (_nameOf.Count >= most)
            IsFull = true;
        else
            _nameOf.Add(value, name);
        _forms = null;
    }

    /// <summary>Whether a text says already which secret stands in its place.</summary>
    public static bool IsShown(string text)
    {
        var plain = text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text;
        return plain.StartsWith("<redacted:", StringComparison.Ordinal) || (plain.Contains("secret.", StringComparison.OrdinalIgnoreCase) && Reference().IsMatch(plain));
    }

    /// <summary>The secret's name of <c>{ "name": "Authorization", "value": "…" }</c>.</summary>
    private string? NameOfPair(JsonObject json) =>
        (json["name"] ?? json["key"]) is JsonValue value && value.GetValueKind() == JsonValueKind.String && TextOf(value) is var name && isSecret(name) ? name : null;

    private string? NameOfPair(JsonElement json) =>
        (json.TryGetProperty("name", out var value) || json.TryGetProperty("key", out value)) && value.ValueKind == JsonValueKind.String && LenientJson.TextOf(value) is var name && isSecret(name) ? name : null;

    [GeneratedRegex(@"\A(?:Bearer|Basic|Token|ApiKey|Digest)\s+(?<value>\S+)\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\A(?:(?:Bearer|Basic|Token|ApiKey|Digest)\s+)?\$\{secret\.[A-Za-z0-9_-]+\}\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"(?:\A|[?&;\s])(?<name>[A-Za-z0-9_.\-]{1,80})=(?<value>[^&;\s#""']+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();

    [GeneratedRegex(@"://[^/\s:@]*:(?<value>(?>[^/\s@]+))@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserInfo();

    /// <summary>A way in which a value may be written.</summary>
    /// <param name="Percent">How often it is percent-encoded.</param>
    private readonly record struct Form(string Name, int Percent);
}
