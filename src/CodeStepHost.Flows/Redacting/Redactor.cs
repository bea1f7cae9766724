using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

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
/// becomes a text, a number 0. What stands for a secret in a script becomes the <c>${secret.NAME}</c> of its flow. What has been put in a secret's place
/// is not looked through again, and no text becomes longer than a few times its length.
/// </summary>
/// <param name="names">Names of secrets besides the usual ones.</param>
/// <param name="known">Secrets that the host knows.</param>
public sealed class Redactor(IReadOnlyList<string>? names = null, IReadOnlyList<KnownSecret>? known = null)
{
    /// <summary>Shorter values that the host knows to be secrets may be any word.</summary>
    private const int ShortestKnown = 4;

    /// <summary>How many values with a secret's name one text may have; one with more goes as a whole.</summary>
    private const int MostInText = 512;

    /// <summary>How many JSON may have; in one with more each text that has any goes as a whole.</summary>
    private const int MostInJson = 10_000;

    /// <summary>How much of a secret's name is told.</summary>
    private const int LongestName = 64;

    // Many are made, one for a message with a credential, and most have nothing to do.
    private readonly Lazy<SecretFinder> _known = new(() => SecretFinder.OfTexts(known ?? [], ShortestKnown));

    /// <summary>What stands for a secret text.</summary>
    /// <param name="name">Which one, so that a person can tell two apart.</param>
    public static string Placeholder(string name) => $"<redacted:{Cut(name, LongestName)}>";

    /// <summary>One that also knows these.</summary>
    public Redactor With(IEnumerable<KnownSecret> more) => more.ToList() is { Count: > 0 } secrets ? new Redactor(names, [.. known ?? [], .. secrets]) : this;

    /// <summary>One that also knows the values of a step's stored credential.</summary>
    /// <param name="credential">A JSON object; empty: there is none.</param>
    public Redactor WithCredential(ReadOnlyMemory<byte> credential) => credential.IsEmpty || LenientJson.Parse(credential) is not JsonObject keys
        ? this
        : new Redactor(names, [.. known ?? [], .. keys.Where(key => key.Value?.GetValueKind() == JsonValueKind.String).Select(key => new KnownSecret(_known.Value.Replace(key.Key), key.Value!.GetValue<string>()))]);

    /// <summary>The same JSON without its secrets.</summary>
    /// <param name="besides">What else is looked through for values, and first: of one that stands in several places the first name counts.</param>
    public JsonNode? Redact(JsonNode? node, params IReadOnlyList<JsonNode?> besides)
    {
        // 1.
        var gathered = Gather(MostInJson);
        foreach (var other in besides)
            gathered.Add(other);
        gathered.Add(node);

        // 2.
        return Rewrite(node, owner: null, gathered);
    }

    /// <summary>The same text without its secrets: a line of a log, an error's message.</summary>
    public string Redact(string text)
    {
        text = SecretPlaceholders.Named(text);
        var gathered = Gather(MostInText);
        gathered.Add(text);
        return gathered.IsFull ? Placeholder($"more than {MostInText} secrets in one text") : Replace(text, gathered);
    }

    /// <summary>The beginning of a text, at most so many characters and no half of a pair at its end.</summary>
    internal static string Cut(string text, int length) => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private GatheredSecrets Gather(int most) => new(name => SecretNames.IsSecret(name, names), _known.Value, most);

    private JsonNode? Rewrite(JsonNode? node, string? owner, GatheredSecrets gathered)
    {
        switch (node)
        {
            case JsonObject json:
                var rewritten = new JsonObject();
                foreach (var (name, value) in json)
                    rewritten[Replace(SecretPlaceholders.Named(name), gathered)] = Rewrite(value, owner ?? gathered.OwnerOf(name, json), gathered);
                return rewritten;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Rewrite(item, owner, gathered))]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                var text = GatheredSecrets.TextOf(value);
                if (owner is not null && text.Length > 0 && !GatheredSecrets.IsShown(text))
                    return gathered.Instead(owner);
                return gathered.IsFull && AnyNameIn(text) is { } any ? gathered.Instead(any) : Replace(text, gathered);
            case JsonValue when node.GetValueKind() == JsonValueKind.Number && owner is not null:
                return 0;
            default:
                return node?.DeepClone();
        }
    }

    private string? AnyNameIn(string text)
    {
        var own = Gather(1);
        own.Add(text);
        return own.AnyName;
    }

    /// <summary>Between what the host knows stands what was gathered.</summary>
    private string Replace(string text, GatheredSecrets gathered)
    {
        var secrets = _known.Value;
        text = secrets.ReplaceEscaped(text);
        if (secrets.Next(text, 0) is null && gathered.Next(text, 0) is null)
            return text;
        var replaced = new StringBuilder();
        var longest = (4 * text.Length) + 1024;
        var done = 0;
        while (done < text.Length && replaced.Length <= longest)
        {
            var found = secrets.Next(text, done);
            Append(replaced, text.AsSpan(done..(found?.Start ?? text.Length)), gathered, longest);
            replaced.Append(found?.Instead);
            done = found?.End ?? text.Length;
        }

        return replaced.Length <= longest ? replaced.ToString() : Cut(replaced.ToString(), longest) + "…";
    }

    private static void Append(StringBuilder replaced, ReadOnlySpan<char> text, GatheredSecrets gathered, int longest)
    {
        var done = 0;
        while (replaced.Length <= longest && gathered.Next(text, done) is { } found)
        {
            replaced.Append(text[done..found.Start]).Append(found.Instead);
            done = found.End;
        }

        replaced.Append(text[done..]);
    }
}
