using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Redacting;

namespace CodeStepHost.Flows.Running;

/// <summary>
/// Keeps of a failed execution what it depended on besides its message, so that a person can run it again elsewhere: clock, seed, rebounds, snapshot,
/// and the HTTP answers that it got. It is kept with the error, in the form of a test's <c>input.json</c>, without secrets, and never larger than
/// <see cref="MostBytes"/>.
/// </summary>
/// <param name="hostUrl">Where the host listens: such addresses are kept as <c>${host.url}</c>.</param>
public sealed class FailureRecorder(Func<Uri?> hostUrl)
{
    /// <summary>About the largest recording: answers and snapshots that do not fit are left out, and <c>leftOut</c> says so.</summary>
    public const int MostBytes = 256 << 10;

    /// <summary>What of it HTTP answers may take.</summary>
    internal const int MostHttpBytes = MostBytes * 3 / 4;

    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 300 };
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The recording of an execution.</summary>
    /// <param name="calls">The calls that were kept, in the order of their answers.</param>
    /// <param name="callsLeftOut">How many calls were not.</param>
    /// <param name="redactor">Takes the secrets out; it knows those of the step and of its credential.</param>
    internal byte[] Record(StepExecution execution, StepDefinition step, IReadOnlyList<HttpExchange> calls, int callsLeftOut, Redactor redactor)
    {
        var leftOut = new JsonArray();
        var recording = new JsonObject
        {
            ["clock"] = execution.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture),
            ["seed"] = execution.Seed,
            ["rebounds"] = execution.Claimed.Rebounds,
            ["caller"] = execution.CanReply,
        };
        if (execution.Snapshot.Length > MostBytes - MostHttpBytes)
            leftOut.Add($"the snapshot of {execution.Snapshot.Length.ToString(CultureInfo.InvariantCulture)} bytes");
        else if (!execution.Snapshot.IsEmpty)
            recording["snapshot"] = LenientJson.Parse(execution.Snapshot);
        if (callsLeftOut > 0)
            leftOut.Add($"{callsLeftOut.ToString(CultureInfo.InvariantCulture)} HTTP answers");
        if (calls.Count > 0)
            recording["http"] = new JsonArray([.. calls.Select(Entry)]);
        if (leftOut.Count > 0)
            recording["leftOut"] = leftOut;

        // What message and config call a secret is called so here: the test that is made of all of them must fit together.
        var message = LenientJson.Parse(execution.Claimed.Message.Content);
        var config = LenientJson.Parse(Encoding.UTF8.GetBytes(step.Config));
        return JsonSerializer.SerializeToUtf8Bytes(redactor.Redact(recording, message, config), AsWritten);
    }

    private JsonObject Entry(HttpExchange call)
    {
        var request = new JsonObject { ["method"] = call.Method, ["url"] = Url(call.Url) };
        return call.Error is { } error
            ? new JsonObject { ["request"] = request, ["error"] = new JsonObject { ["code"] = error.Code ?? error.Name, ["message"] = error.Message } }
            : new JsonObject { ["request"] = request, ["response"] = Response(call) };
    }

    private string Url(string url)
    {
        var own = hostUrl()?.ToString().TrimEnd('/');
        return own is not null && url.StartsWith(own, StringComparison.Ordinal) && (url.Length == own.Length || url[own.Length] is '/' or '?')
            ? string.Concat("${host.url}", url.AsSpan(own.Length))
            : url;
    }

    private static JsonObject Response(HttpExchange call)
    {
        var response = new JsonObject { ["status"] = call.Status };
        var headers = new JsonObject();
        foreach (var header in call.Headers.GroupBy(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase))
            headers[header.Key] = string.Join(", ", header);
        response["headers"] = headers;
        if (call.Body is null)
            return response;
        var bytes = Convert.FromBase64String(call.Body);
        if (Parse(bytes) is (JsonObject or JsonArray) and var body)
            response["body"] = body;
        else if (Text(bytes) is { } text)
            response["body"] = text;
        else
            response["bodyBase64"] = call.Body;
        return response;
    }

    private static JsonNode? Parse(byte[] bytes)
    {
        try
        {
            return LenientJson.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
