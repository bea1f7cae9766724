using System.Text;
using System.Text.Json;

namespace CodeStepHost.Scripting;

/// <summary>HTTP calls, made by the host under the step's egress rules. A response of any status is a result; only a call without a response throws.
/// <code>var orders = (await Http.GetAsync("https://shop.example/orders")).EnsureSuccess().As&lt;Order[]&gt;();</code></summary>
public abstract class ScriptHttp
{
    private protected ScriptHttp()
    {
    }

    /// <summary>Makes a call.</summary>
    /// <exception cref="ScriptException">There is no response: the address is refused, the call timed out or failed to connect.</exception>
    public abstract Task<ScriptHttpResponse> SendAsync(ScriptHttpRequest request);

    /// <summary>GET.</summary>
    /// <exception cref="ScriptException">There is no response.</exception>
    public Task<ScriptHttpResponse> GetAsync(string url) => SendAsync(new ScriptHttpRequest("GET", url));

    /// <summary>DELETE.</summary>
    /// <exception cref="ScriptException">There is no response.</exception>
    public Task<ScriptHttpResponse> DeleteAsync(string url) => SendAsync(new ScriptHttpRequest("DELETE", url));

    /// <summary>POST with a JSON body.</summary>
    /// <exception cref="ScriptException">There is no response.</exception>
    public Task<ScriptHttpResponse> PostJsonAsync(string url, object? body) => SendAsync(new ScriptHttpRequest("POST", url).WithJson(body));

    /// <summary>PUT with a JSON body.</summary>
    /// <exception cref="ScriptException">There is no response.</exception>
    public Task<ScriptHttpResponse> PutJsonAsync(string url, object? body) => SendAsync(new ScriptHttpRequest("PUT", url).WithJson(body));
}

/// <summary>An HTTP call to make. <code>new ScriptHttpRequest("PATCH", url) { Timeout = TimeSpan.FromSeconds(5) }.WithHeader("X-Api-Key", key).WithJson(change)</code></summary>
public sealed class ScriptHttpRequest(string method, string url)
{
    public string Method { get; } = method;

    /// <summary>An absolute address.</summary>
    public string Url { get; } = url;

    public IList<KeyValuePair<string, string>> Headers { get; } = new List<KeyValuePair<string, string>>();

    public ReadOnlyMemory<byte>? Body { get; set; }

    /// <summary>How long to wait for the response; null: as long as the host allows.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Adds a header and gives the request back.</summary>
    public ScriptHttpRequest WithHeader(string name, string value)
    {
        Headers.Add(new(name, value));
        return this;
    }

    /// <summary>Sets a JSON body with its content type and gives the request back.</summary>
    public ScriptHttpRequest WithJson(object? body)
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(body, ScriptJson.Options);
        return WithHeader("Content-Type", "application/json");
    }

    /// <summary>Sets a body of text with its content type and gives the request back.</summary>
    public ScriptHttpRequest WithText(string text, string contentType = "text/plain; charset=utf-8")
    {
        Body = Encoding.UTF8.GetBytes(text);
        return WithHeader("Content-Type", contentType);
    }
}

/// <summary>The response to a call.</summary>
public sealed class ScriptHttpResponse
{
    internal ScriptHttpResponse(int status, string statusText, IReadOnlyList<KeyValuePair<string, string>> headers, byte[] body)
    {
        Status = status;
        StatusText = statusText;
        Headers = headers;
        Bytes = body;
    }

    public int Status { get; }

    public string StatusText { get; }

    /// <summary>Whether the status is 200 to 299.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The body as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>The values of a header, joined by commas; null when there is none. Names match without regard to case.</summary>
    public string? Header(string name)
    {
        var values = Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToList();
        return values.Count == 0 ? null : string.Join(", ", values);
    }

    /// <summary>The body as JSON in a type of yours, for example <see cref="System.Text.Json.Nodes.JsonNode"/>.</summary>
    /// <exception cref="JsonException">The body is no JSON or does not fit the type.</exception>
    public T? As<T>() => JsonSerializer.Deserialize<T>(Bytes.Span, ScriptJson.Options);

    /// <summary>Gives the response back if its status is 200 to 299.</summary>
    /// <exception cref="ScriptException">The status is another; it is the exception's <see cref="ScriptException.StatusCode"/>.</exception>
    public ScriptHttpResponse EnsureSuccess() =>
        IsSuccess ? this : throw new ScriptException($"The call was answered with status {Status} {StatusText}".TrimEnd() + ".", code: "http.status", statusCode: Status);
}
