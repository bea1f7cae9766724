using System.Text.Json;

namespace CodeStepHost.Testing.Running;

/// <summary>An HTTP call that a test expects, and what answers it.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Url">With its query.</param>
/// <param name="RequestBody">What the call's body must be; null: anything.</param>
/// <param name="Response">Null: there is none, but an error.</param>
internal sealed record RecordedAnswer(string Method, string Url, JsonElement? RequestBody, RecordedResponse? Response, RecordedError? Error)
{
    public override string ToString() => $"{Method} {Url}";
}

/// <param name="Headers">Names in lower case.</param>
internal sealed record RecordedResponse(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body);

/// <summary>Why there was no response: <c>ECONNREFUSED</c>, <c>ETIMEDOUT</c>…</summary>
internal sealed record RecordedError(string Code, string Message);
