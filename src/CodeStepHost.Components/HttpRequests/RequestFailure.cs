using System.Text;
using System.Text.Json.Nodes;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>A request that failed, and what is told of it: what was asked, what came back, and no secrets.</summary>
internal sealed class RequestFailure(HttpCall call, HttpAnswer answer, RequestValues values, IReadOnlyList<string> secretNames, string? purpose = null)
{
    /// <summary>So much of a response's body is kept with the error.</summary>
    private const int MostBody = 4 << 10;

    private readonly Redactor _redactor = new(secretNames, values.Secrets);

    public HttpAnswer Answer => answer;

    /// <summary>Whether the answer is none that a step can work with.</summary>
    public static bool Is(HttpAnswer answer) => answer.Error is not null || answer.Status >= 400;

    /// <summary>What came of an attempt, in a few words.</summary>
    public static string Shortly(HttpAnswer answer) => answer.Error is { } error ? error.Code ?? error.Message : $"{answer.Status} {answer.StatusText}".TrimEnd();

    /// <summary>What was asked, without secrets.</summary>
    public string Shown => $"{call.Method} {Clean(WithoutUser(call.Url))}";

    /// <summary>In one line: an error's message, or the reason of a rebound.</summary>
    public string Text => answer.Error is { } error && error.Code is ErrorCodes.EgressRefused or ErrorCodes.Secret
        ? error.Message
        : $"`{Shown}`{purpose} {(answer.Error is null ? "answered" : answer.Error.Code == HttpFailures.BadResponse ? "has no usable answer:" : "has no answer:")} {(answer.Error is { } failed ? Reason(failed) : Shortly(answer))}";

    /// <summary>The error for the message.</summary>
    /// <param name="largest">The step's <c>limits.message</c>.</param>
    public StepFailedException ToError(int largest)
    {
        if (answer.Error?.Code == ScriptHttp.TooLargeCode)
        {
            var message = $"`{Shown}`{purpose}: the response is larger than limits.message ({ByteSize.Format(largest)}); ask for less, or raise the limit.";
            return new StepFailedException(new StepError("HttpError", message) { Code = HttpErrorCodes.TooLarge, Details = Details() }, isLimit: true);
        }

        return new StepFailedException(new StepError(answer.Error?.Name is { } name and not "Error" ? name : "HttpError", Text)
        {
            Code = answer.Error?.Code ?? HttpErrorCodes.Status(answer.Status),
            StatusCode = answer.Status == 0 ? null : answer.Status,
            Details = Details(),
        });
    }

    /// <summary>An error of a response that came, and cannot be used.</summary>
    public StepFailedException Unusable(string code, string problem) =>
        new(new StepError("HttpError", $"`{Shown}`{purpose} {problem}") { Code = code, StatusCode = answer.Status == 0 ? null : answer.Status, Details = Details() });

    // The server's words without the address, which stands before them already.
    private string Reason(ScriptFailure error) => Clean(error.Message.Replace($"{call.Method} {call.Url}: ", "", StringComparison.Ordinal));

    private Dictionary<string, string> Details()
    {
        var details = new Dictionary<string, string> { ["method"] = call.Method, ["url"] = Clean(WithoutUser(call.Url)) };
        if (answer.Url is { } last && last != call.Url && WithoutUser(last) is var shown && !call.Url.StartsWith(shown, StringComparison.Ordinal))
            details["answeredBy"] = Clean(shown);
        if (answer.Headers.Count > 0)
            details["headers"] = ShownText.Clean(string.Join("; ", answer.Headers.Select(Header)), MostBody);
        if (answer.Body is not null)
            details["body"] = Body();
        return details;
    }

    private string Header(KeyValuePair<string, string> header) =>
        $"{header.Key}: {(SecretNames.IsSecret(header.Key, secretNames) ? Redactor.Placeholder(header.Key) : Clean(header.Value))}";

    private string Body()
    {
        // Secrets are looked for in more than is kept: a cut must not leave half of one.
        var bytes = Convert.FromBase64String(answer.Body!);
        var text = Clean(Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 16 * MostBody))));
        return text.Length > MostBody || bytes.Length > 16 * MostBody ? $"{text[..Math.Min(text.Length, MostBody)]}… ({bytes.Length} bytes)" : text;
    }

    private string Clean(string text) => _redactor.Redact(JsonValue.Create(text))!.GetValue<string>();

    private static string WithoutUser(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0 ? url.Replace(uri.UserInfo + "@", "", StringComparison.Ordinal) : url;
}
