using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>What a script is given, made from the JSON that came with the execution.</summary>
internal static class InputValues
{
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = ScriptJson.Deepest };

    public static Message Message(in ExecuteRequest request)
    {
        var node = ParseMessage(request.Content);

        // A message is an object; anything else that was sent as one is its body.
        var content = node as JsonObject ?? (node is null ? [] : new JsonObject { ["body"] = node });
        return new Message(content, request.MessageId.Length == 0 ? null : request.MessageId);
    }

    private static JsonNode? ParseMessage(ReadOnlyMemory<byte> content)
    {
        try
        {
            return Parse(content);
        }
        catch (JsonException)
        {
            throw new ScriptException($"The message is more than {ScriptJson.Deepest} levels deep.", LimitCodes.Depth);
        }
    }

    public static Config Config(string json) => new(JsonNode.Parse(string.IsNullOrWhiteSpace(json) ? "{}" : json, documentOptions: _reading) as JsonObject ?? []);

    public static Snapshot Snapshot(ReadOnlyMemory<byte> json) => new(json.IsEmpty ? new JsonObject() : Parse(json));

    public static JsonNode? Parse(ReadOnlyMemory<byte> json) => json.IsEmpty ? null : JsonNode.Parse(json.Span, documentOptions: _reading);
}
