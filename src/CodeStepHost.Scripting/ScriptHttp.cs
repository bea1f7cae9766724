using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CodeStepHost.Scripting;

/// <summary>HTTP calls, made by the host under the step's egress rules. A response of any status is a result; only a call without a response throws.</summary>
/// <remarks>A call may take 30 s and its response 10 MiB; one execution may make 1000 calls.</remarks>
/// <example><code>
/// var orders = (await Http.GetAsync("https://shop.example/orders")).EnsureSuccess().As&lt;Order[]&gt;();
///
/// var answer = await Http.SendAsync(new ScriptHttpRequest("PATCH", $"https://shop.example/orders/{id}") { Timeout = TimeSpan.FromSeconds(5) }
///     .WithHeader("X-Api-Key", cfg.Get&lt;string&gt;("apiKey"))
///     .WithJson(new { state = "paid" }));
/// </code></example>
public abstract class ScriptHttp
{
    private protected ScriptHttp()
    {
    }

    /// <summary>Makes a call.</summary>
    /// <param name="request">The call.</param>
    /// <exception cref="ScriptException">There is no response; the code says why: <c>egress.refused</c>, <c>ECONNREFUSED</c>, <c>ENOTFOUND</c>, <c>ETIMEDOUT</c>, …</exception>
    public abstract Task<ScriptHttpResponse> SendAsync(ScriptHttpRequest request);

    /// <summary>GET.</summary>
    /// <param name="url">An absolute address.</param>
    /// <exception cref="ScriptException">There is no response; see <see cref="SendAsync"/>.</exception>
    public Task<ScriptHttpResponse> GetAsync(string url) => SendAsync(new ScriptHttpRequest("GET", url));

    /// <summary>DELETE.</summary>
    /// <param name="url">An absolute address.</param>
    /// <exception cref="ScriptException">There is no response; see <see cref="SendAsync"/>.</exception>
    public Task<ScriptHttpResponse> DeleteAsync(string url) => SendAsync(new ScriptHttpRequest("DELETE", url));

    /// <summary>POST with a JSON body.</summary>
    /// <param name="url">An absolute address.</param>
    /// <param name="body">A value with a JSON form.</param>
    /// <exception cref="ScriptException">There is no response; see <see cref="SendAsync"/>.</exception>
    public Task<ScriptHttpResponse> PostJsonAsync(string url, object? body) => SendAsync(new ScriptHttpRequest("POST", url).WithJson(body));

    /// <summary>PUT with a JSON body.</summary>
    /// <param name="url">An absolute address.</param>
    /// <param name="body">A value with a JSON form.</param>
    /// <exception cref="ScriptException">There is no response; see <see cref="SendAsync"/>.</exception>
    public Task<ScriptHttpResponse> PutJsonAsync(string url, object? body) => SendAsync(new ScriptHttpRequest("PUT", url).WithJson(body));
}

/// <summary>An HTTP call to make, by <see cref="ScriptHttp.SendAsync"/>.</summary>
/// <param name="method">The method: <c>GET</c>, <c>PATCH</c>, …</param>
/// <param name="url">An absolute address.</param>
public sealed class ScriptHttpRequest(string method, string url)
{
    /// <summary>The method.</summary>
    public string Method { get; } = method;

    /// <summary>An absolute address.</summary>
    public string Url { get; } = url;

    /// <summary>The headers, in order; a name may be there more than once.</summary>
    public IList<KeyValuePair<string, string>> Headers { get; } = new List<KeyValuePair<string, string>>();

    /// <summary>The body's bytes; null: none.</summary>
    public ReadOnlyMemory<byte>? Body { get; set; }

    /// <summary>How long to wait for the response; null: as long as the host allows, 30 s by default.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Adds a header and gives the request back.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">Its value.</param>
    public ScriptHttpRequest WithHeader(string name, string value)
    {
        Headers.Add(new(name, value));
        return this;
    }

    /// <summary>Sets a JSON body with its content type and gives the request back.</summary>
    /// <param name="body">A value with a JSON form; names become camel case.</param>
    public ScriptHttpRequest WithJson(object? body)
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(body, ScriptJson.Options);
        return WithHeader("Content-Type", "application/json");
    }

    /// <summary>Sets a body of text with its content type and gives the request back.</summary>
    /// <param name="text">The text, sent as UTF-8.</param>
    /// <param name="contentType">The value of the header <c>Content-Type</c>.</param>
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

    /// <summary>The status: 200, 404, …</summary>
    public int Status { get; }

    /// <summary>The words that came with the status; empty when there were none.</summary>
    public string StatusText { get; }

    /// <summary>Whether the status is 200 to 299.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The headers as they came; a name may be there more than once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The body's bytes; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The body as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>The values of a header, joined by commas; null when there is none.</summary>
    /// <param name="name">The header's name, matched without regard to case.</param>
    public string? Header(string name)
    {
        var values = Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToList();
        return values.Count == 0 ? null : string.Join(", ", values);
    }

    /// <summary>The body as JSON in a type of yours, by the rules of <see cref="Message.BodyAs{T}"/>; or as a <see cref="JsonNode"/>.</summary>
    /// <exception cref="ScriptException">Code <c>value.unfit</c>: the body is no JSON, or does not fit the type.</exception>
    public T? As<T>()
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(Bytes.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException malformed)
        {
            var start = Text.Length <= 60 ? Text : $"{Text[..60]}…";
            throw new ScriptException($"The response of status {Status} is no JSON: it is {(start.Length == 0 ? "empty" : $"\"{start}\"")}.", ScriptCodes.Unfit, cause: malformed);
        }

        return ScriptJson.To<T>(node, "The response");
    }

    /// <summary>Gives the response back if its status is 200 to 299.</summary>
    /// <exception cref="ScriptException">Code <c>http.status</c>: the status is another; it is the exception's <see cref="ScriptException.StatusCode"/>.</exception>
    public ScriptHttpResponse EnsureSuccess() =>
        IsSuccess ? this : throw new ScriptException($"The call was answered with status {Status} {StatusText}".TrimEnd() + ".", ScriptCodes.HttpStatus, Status);
}
