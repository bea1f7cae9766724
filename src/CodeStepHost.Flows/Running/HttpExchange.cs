using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Flows.Running;

/// <summary>An HTTP call that a step made, with what came of it.</summary>
/// <param name="Status">0 when there was no response.</param>
/// <param name="Headers">Of the response, names in lower case.</param>
/// <param name="Body">Of the response, in base64; null: none.</param>
/// <param name="Error">Why there was no response.</param>
public sealed record HttpExchange(string Method, string Url, int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Body, StepError? Error)
{
    /// <summary>About how many bytes it takes to keep it.</summary>
    internal int Size => 200 + Url.Length + (Body?.Length ?? 0) + Headers.Sum(header => header.Key.Length + header.Value.Length + 10);
}
