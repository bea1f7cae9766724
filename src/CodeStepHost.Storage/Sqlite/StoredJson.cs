using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite;

/// <summary>What is stored as JSON: errors, the files of a flow's version, and orders.</summary>
internal static class StoredJson
{
    private static readonly StoredJsonContext Json = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 256,
    });

    public static string Write(StepError error) => JsonSerializer.Serialize(error, Json.StepError);

    public static StepError ReadError(string json) => JsonSerializer.Deserialize(json, Json.StepError)!;

    public static string Write(BulkRetryOrder order) => JsonSerializer.Serialize(order, Json.BulkRetryOrder);

    public static BulkRetryOrder ReadOrder(string json) => JsonSerializer.Deserialize(json, Json.BulkRetryOrder)!;

    public static ReadOnlyMemory<byte> Write(IReadOnlyDictionary<string, string> files) =>
        JsonSerializer.SerializeToUtf8Bytes(files, Json.IReadOnlyDictionaryStringString);

    public static IReadOnlyDictionary<string, string> ReadFiles(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize(json.Span, Json.IReadOnlyDictionaryStringString)!;
}

[JsonSerializable(typeof(StepError))]
[JsonSerializable(typeof(BulkRetryOrder))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class StoredJsonContext : JsonSerializerContext;
