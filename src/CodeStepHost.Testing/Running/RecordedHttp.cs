using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Testing.Running;

/// <summary>
/// Answers a script's HTTP calls from what was recorded: each answer once, of those that fit a call the first. A call that nothing fits gets an
/// error and is remembered. The step's egress list holds as it does in a host, as far as it can be known without asking for a name's addresses.
/// </summary>
/// <param name="tokenUrl">Where a step asks for tokens: it gets one that the test makes up, unless an answer was recorded; null: nowhere.</param>
internal sealed class RecordedHttp(IReadOnlyList<RecordedAnswer> answers, string? tokenUrl = null) : IScriptHttp
{
    /// <summary>The code that a script sees on a call that its test did not expect.</summary>
    public const string UnexpectedCode = "test.unexpected-call";

    private readonly Lock _gate = new();
    private readonly List<RecordedAnswer> _left = [.. answers];
    private readonly List<HttpCallMade> _made = [];
    private readonly List<string> _unexpected = [];

    public IReadOnlyList<HttpCallMade> Made => _made;

    public IReadOnlyList<string> Unexpected => _unexpected;

    public IReadOnlyList<string> Unused => [.. _left.Select(answer => answer.ToString())];

    public Task<HttpAnswer> SendAsync(HttpCall call, EgressRules egress, CallRules rules, CancellationToken cancellationToken)
    {
        var answer = SendAsync(call, egress, cancellationToken);
        return answer.Result.Body is { } body && body.Length / 4 * 3 > rules.LargestBody + 2L
            ? Task.FromResult(ScriptHttp.Failed(call, new ScriptFailure("Error", $"{call.Method} {call.Url}: the answer is larger than {rules.LargestBody} bytes", Code: ScriptHttp.TooLargeCode)))
            : answer;
    }

    // Answers at once, so that answers come in the order of their calls.
    public Task<HttpAnswer> SendAsync(HttpCall call, EgressRules egress, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var method = call.Method.ToUpperInvariant();
            var body = call.Body is null ? [] : Convert.FromBase64String(call.Body);
            if (call.Url == tokenUrl && !_left.Exists(answer => IsSameUrl(answer.Url, call.Url)))
                return Task.FromResult(Token(call));
            var answer = Answer(call, method, body, egress);
            _made.Add(new HttpCallMade(
                method,
                call.Url,
                [.. call.Headers.Select(header => KeyValuePair.Create(header.Key, SecretNames.IsSecret(header.Key) ? Redactor.Placeholder(header.Key) : header.Value))],
                BodyText.ToJson(body),
                answer.Error is { } error ? error.Code ?? error.Message : answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            return Task.FromResult(answer);
        }
    }

    private HttpAnswer Answer(HttpCall call, string method, byte[] body, EgressRules egress)
    {
        if (RefusalOf(call.Url, egress) is { } refusal)
            return ScriptHttp.Failed(call, new ScriptFailure("EgressError", refusal, Code: ErrorCodes.EgressRefused));
        var index = _left.FindIndex(answer => answer.Method == method && IsSameUrl(answer.Url, call.Url) && FitsBody(answer, body));
        if (index < 0)
        {
            _unexpected.Add($"{method} {call.Url}{Shown(body)}");
            return ScriptHttp.Failed(call, new ScriptFailure("Error", $"The test has no answer for {method} {call.Url}.", Code: UnexpectedCode));
        }

        var fitting = _left[index];
        _left.RemoveAt(index);
        return fitting switch
        {
            { Error: { } error } => ScriptHttp.Failed(call, new ScriptFailure(error.Code == ErrorCodes.EgressRefused ? "EgressError" : "Error", error.Message, Code: error.Code)),
            { Response: { } response } => new HttpAnswer(call.Call, response.Status, ReasonOf(response.Status), response.Headers, response.Body.Length == 0 ? null : Convert.ToBase64String(response.Body), call.Url, Error: null),
            _ => throw new InvalidOperationException("A recorded answer without a response or an error."),
        };
    }

    private static HttpAnswer Token(HttpCall call) =>
        new(call.Call, 200, "OK", [new("content-type", "application/json")], Convert.ToBase64String("""{"access_token":"<token>","expires_in":3600}"""u8), call.Url, Error: null);

    // A script may have encoded what stands in place of a secret.
    private static bool IsSameUrl(string recorded, string called) => recorded == called || Uri.UnescapeDataString(recorded) == Uri.UnescapeDataString(called);

    private static bool FitsBody(RecordedAnswer answer, byte[] body) =>
        answer.RequestBody is not { } wanted || JsonNode.DeepEquals(Node(wanted), BodyText.ToJson(body));

    private static JsonNode? Node(JsonElement element) => JsonNode.Parse(element.GetRawText(), documentOptions: BodyText.Deep);

    private static string? RefusalOf(string url, EgressRules egress)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target))
            return null;
        return AddressOf(target.IdnHost) is { } address
            ? egress.RefusalOf(target.IdnHost, target.Port, address)
            : egress.RefusalOf(target.IdnHost, target.Port);
    }

    private static IPAddress? AddressOf(string host) =>
        host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address : null;

    private static string Shown(byte[] body)
    {
        var text = BodyText.ToJson(body)?.ToJsonString(BodyText.Plain) ?? "";
        return text.Length switch
        {
            0 => "",
            > 200 => $" with {text[..200]}…",
            _ => $" with {text}",
        };
    }

    private static string ReasonOf(int status) => System.Enum.IsDefined((HttpStatusCode)status)
        ? System.Text.RegularExpressions.Regex.Replace(((HttpStatusCode)status).ToString(), "(?<=[a-z])(?=[A-Z])", " ", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
        : "";
}
