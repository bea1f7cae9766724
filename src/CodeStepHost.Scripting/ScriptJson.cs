using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CodeStepHost.Scripting;

/// <summary>How values of scripts become JSON and back: camel-case names, read without regard to case; enums by their names.</summary>
internal static class ScriptJson
{
    /// <summary>How many levels deep a value may be.</summary>
    public const int Deepest = 64;

    private static readonly JsonSerializerOptions _shared = NewOptions();
    private static readonly AsyncLocal<JsonSerializerOptions?> _current = new();

    /// <summary>
    /// The options of the script at work, wherever its awaits have taken it. Each script has its own, because options remember the types that
    /// they have seen, and remembered types would keep an old version of a script in memory.
    /// </summary>
    public static JsonSerializerOptions? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    public static JsonSerializerOptions Options => Current ?? _shared;

    public static JsonSerializerOptions NewOptions() => new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = Deepest,
        IncludeFields = true,
        Converters = { new JsonStringEnumConverter(), new BigIntegerJson() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        JsonNode node => Detached(node),
        Message message => message.Content.DeepClone(),
        Snapshot snapshot => Detached(snapshot.Value),
        Config config => config.Values.DeepClone(),
        _ => Serialized(value),
    };

    /// <summary>The error of a value that contains itself, or is nested too deeply.</summary>
    public static ScriptException TooDeep(string what) => new($"{what} is more than {Deepest} levels deep, or contains itself.", ScriptCodes.Depth);

    private static JsonNode? Serialized(object value)
    {
        try
        {
            return JsonSerializer.SerializeToNode(value, value.GetType(), Options);
        }
        catch (JsonException deep) when (deep.InnerException is null)
        {
            throw TooDeep("The value");
        }
    }

    /// <summary>The node itself, or a copy when it is part of another value already.</summary>
    public static JsonNode? Detached(JsonNode? node) => node is { Parent: not null } ? node.DeepClone() : node;

    /// <param name="what">What is read, for the error: <c>The message's body</c>.</param>
    /// <exception cref="ScriptException">The value does not fit the type.</exception>
    public static T? To<T>(JsonNode? node, string what)
    {
        if (node is T same)
            return same;
        if (node is null)
            return default;
        try
        {
            return node.Deserialize<T>(Options);
        }
        catch (JsonException unfit)
        {
            throw Unfit<T>(node, what, unfit);
        }
        catch (InvalidOperationException unfit) when (typeof(JsonNode).IsAssignableFrom(typeof(T)))
        {
            throw Unfit<T>(node, what, unfit);
        }
    }

    public static ScriptException Unfit<T>(JsonNode? node, string what, Exception unfit)
    {
        var path = MemberPath.Readable((unfit as JsonException)?.Path ?? "");
        var type = TypeNames.Of(typeof(T));
        var place = unfit.Message.Contains("required properties", StringComparison.Ordinal)
            ? TypeNames.Readable(unfit.Message)
            : path.Length == 0 ? $"it is {MemberPath.Shown(node)}." : $"'{path}' is {MemberPath.Shown(MemberPath.Find(node, path))}.";
        return new ScriptException($"{what} does not fit {type}: {place}", ScriptCodes.Unfit, cause: unfit.InnerException as JsonException);
    }
}
