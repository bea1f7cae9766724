using System.Text.Json;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>A script with its input, and what the original engine made of it. README.md says what the fields mean.</summary>
internal sealed record Probe(string Name, JsonElement Input, IReadOnlyList<JsonElement> Events, string Status, JsonElement LocalSnapshot, IReadOnlyList<JsonElement> Log)
{
    private const string DefaultId = "m1";
    private const string DefaultParent = "m0";
    private const string DefaultThread = "thread1";

    public string Script => Input.TextField("script")!;

    public JsonElement Message => Input.GetProperty("msg");

    public JsonElement? Snapshot => Input.Field("snapshot");

    public string Config => Input.Field("cfg") is { } config ? config.GetRawText() : "{}";

    public string MessageId => Header("messageId", DefaultId)!;

    public string? Parent => Header("parentMessageId", DefaultParent);

    /// <summary>The message's thread; null when it came without one.</summary>
    public string? Thread => Header("threadId", DefaultThread);

    public string? ReplyTo => Header("reply_to", null);

    /// <summary>How often the message has rebounded; the original counts numbers only.</summary>
    public int Rebounds => Input.Field("headers")?.Field("reboundIteration") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : 0;

    public string? LastReason => Header("reboundReason", null);

    /// <summary>A setting of the original by its name without prefix; null when it is not set.</summary>
    public string? Setting(string name) => Input.Field("env")?.TextField("ELASTICIO_" + name);

    /// <summary>What the script finds in its environment: all that is no setting of the original's own.</summary>
    public IReadOnlyDictionary<string, string> Variables =>
        Texts("variables").Concat(Texts("env").Where(variable => !variable.Name.StartsWith("ELASTICIO_", StringComparison.Ordinal)))
            .ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);

    public override string ToString() => Name;

    public static IReadOnlyList<Probe> ReadAll(params string[] files)
    {
        var probes = new List<Probe>();
        foreach (var file in files)
        {
            var all = ConformanceJson.Parse(File.ReadAllBytes(ConformanceFiles.PathOf(file)));
            probes.AddRange(all.EnumerateObject().Select(probe => Read(probe.Name, probe.Value)));
        }
        return probes;
    }

    private static Probe Read(string name, JsonElement probe) => new(
        name,
        probe.GetProperty("input"),
        [.. probe.GetProperty("events").EnumerateArray()],
        probe.TextField("status") ?? "ended",
        probe.GetProperty("localSnapshot"),
        [.. probe.GetProperty("log").EnumerateArray()]);

    private string? Header(string name, string? unset) =>
        Input.Field("headers")?.Field(name) is not { } header ? unset
        : header.ValueKind == JsonValueKind.Null ? null
        : header.ToString();

    private IEnumerable<(string Name, string Value)> Texts(string field) =>
        Input.Field(field) is { ValueKind: JsonValueKind.Object } values ? values.EnumerateObject().Select(value => (value.Name, value.Value.ToString())) : [];
}
