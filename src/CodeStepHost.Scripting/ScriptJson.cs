using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace CodeStepHost.Scripting;

/// <summary>How values of scripts become JSON and back: camel-case names, read without regard to case.</summary>
internal static class ScriptJson
{
    private static readonly JsonSerializerOptions _shared = NewOptions();

    /// <summary>
    /// The options of the script that runs on this thread. Each script has its own, because options remember the types that they have seen,
    /// and remembered types would keep an old version of a script in memory.
    /// </summary>
    [field: ThreadStatic]
    public static JsonSerializerOptions? Current { get; set; }

    public static JsonSerializerOptions Options => Current ?? _shared;

    public static JsonSerializerOptions NewOptions() => new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 64,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        JsonNode node => Detached(node),
        Message message => message.Content.DeepClone(),
        Snapshot snapshot => Detached(snapshot.Value),
        Config config => config.Values.DeepClone(),
        _ => JsonSerializer.SerializeToNode(value, value.GetType(), Options),
    };

    /// <summary>The node itself, or a copy when it is part of another value already.</summary>
    public static JsonNode? Detached(JsonNode? node) => node is { Parent: not null } ? node.DeepClone() : node;

    public static T? To<T>(JsonNode? node) => node is null ? default : node.Deserialize<T>(Options);
}
