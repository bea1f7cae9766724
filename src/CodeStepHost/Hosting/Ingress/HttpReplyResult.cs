using System.Text;
using System.Text.Json;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>Sends a flow's <c>httpReply</c> to the caller: <c>{statusCode, body, headers}</c>, a text as it is and anything else as JSON.</summary>
internal sealed class HttpReplyResult(ReadOnlyMemory<byte> reply) : IResult
{
    /// <summary>Headers that belong to the connection, which the host itself sets.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "date", "server" };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var json = JsonDocument.Parse(reply);
        var response = httpContext.Response;
        var root = json.RootElement;
        response.StatusCode = root.TryGetProperty("statusCode", out var status) && status.TryGetInt32(out var code) && code is >= 200 and <= 599 ? code : StatusCodes.Status200OK;
        if (root.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object)
        {
            foreach (var header in headers.EnumerateObject().Where(header => !Reserved.Contains(header.Name)))
                SetHeader(response, header.Name, header.Value.ToString());
        }

        if (!root.TryGetProperty("body", out var body) || body.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return;
        var isText = body.ValueKind == JsonValueKind.String;
        response.ContentType ??= isText ? "text/plain; charset=utf-8" : "application/json";
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(isText ? body.GetString()! : body.GetRawText()), httpContext.RequestAborted);
    }

    private static void SetHeader(HttpResponse response, string name, string value)
    {
        if (name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_') && !value.Any(char.IsControl))
            response.Headers[name] = value;
    }
}
