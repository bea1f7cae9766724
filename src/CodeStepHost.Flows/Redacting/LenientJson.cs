using System.Text.Json;
using System.Text.Json.Nodes;

namespace CodeStepHost.Flows.Redacting;

/// <summary>Reads stored JSON to be changed. A member that stands twice, which JSON allows, counts as the last one, as it does for scripts.</summary>
public static class LenientJson
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        return Node(document.RootElement);
    }

    private static JsonNode? Node(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var json = new JsonObject();
                foreach (var member in element.EnumerateObject())
                    json[member.Name] = Node(member.Value);
                return json;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Node)]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }
}
