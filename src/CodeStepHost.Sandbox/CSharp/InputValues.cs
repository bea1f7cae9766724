using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Scripting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>What a script is given, made from the JSON that came with the execution.</summary>
internal static class InputValues
{
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = 64 };

    public static Message Message(in ExecuteRequest request)
    {
        var node = Parse(request.Content);

        // A message is an object; anything else that was sent as one is its body.
        var content = node as JsonObject ?? (node is null ? [] : new JsonObject { ["body"] = node });
        return new Message(content, request.MessageId.Length == 0 ? null : request.MessageId);
    }

    public static Config Config(string json) => new(JsonNode.Parse(string.IsNullOrWhiteSpace(json) ? "{}" : json, documentOptions: _reading) as JsonObject ?? []);

    public static Snapshot Snapshot(ReadOnlyMemory<byte> json) => new(json.IsEmpty ? new JsonObject() : Parse(json));

    public static JsonNode? Parse(ReadOnlyMemory<byte> json) => json.IsEmpty ? null : JsonNode.Parse(json.Span, documentOptions: _reading);
}
