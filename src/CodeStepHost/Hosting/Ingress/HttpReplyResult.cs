using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>Sends a flow's <c>httpReply</c> to the caller: <c>{statusCode, body, headers}</c>, a text as it is and anything else as JSON.</summary>
internal sealed class HttpReplyResult(ReadOnlyMemory<byte> reply) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (!HttpReply.TryRead(reply, out var read, out var problem))
        {
            // Steps refuse such a reply where it is made: this one did not come from where replies are made.
            await Results.Json(new { error = new { message = $"the flow's reply cannot be sent: {problem}" } }, statusCode: StatusCodes.Status500InternalServerError).ExecuteAsync(httpContext);
            return;
        }

        response.StatusCode = read.Status;
        foreach (var (name, value) in read.Headers)
            response.Headers[name] = value;
        if (read.Body is null)
            return;
        response.ContentType ??= read.IsText ? "text/plain; charset=utf-8" : "application/json";
        await response.Body.WriteAsync(read.Body, httpContext.RequestAborted);
    }
}
