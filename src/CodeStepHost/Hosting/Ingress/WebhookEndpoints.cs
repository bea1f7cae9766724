using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Hosting.Ingress;

/// <summary><c>POST /hooks/{flow}</c> (and <c>/hooks/{flow}/{step}</c> where a flow has several webhooks): a call becomes a message.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder endpoints, FlowHost host)
    {
        endpoints.MapPost("/hooks/{flow}", (string flow, HttpContext http) => AcceptAsync(host, flow, null, http));
        endpoints.MapPost("/hooks/{flow}/{step}", (string flow, string step, HttpContext http) => AcceptAsync(host, flow, step, http));
    }

    private static async Task<IResult> AcceptAsync(FlowHost host, string flowName, string? stepName, HttpContext http)
    {
        var cancellationToken = http.RequestAborted;
        var row = (await host.Queries.FlowsAsync(cancellationToken)).FirstOrDefault(flow => flow.Name == flowName);
        if (row is null || await host.Catalog.FindAsync(flowName, row.Version, cancellationToken) is not { } flow)
            return Refuse(StatusCodes.Status404NotFound, $"there is no flow {flowName}");
        var webhooks = flow.Definition.Steps.Where(step => step.Uses == StepKinds.Webhook && (stepName is null || step.Name == stepName)).ToList();
        if (webhooks.Count == 0)
            return Refuse(StatusCodes.Status404NotFound, $"flow {flowName} has no webhook {stepName}".TrimEnd());
        if (webhooks.Count > 1)
            return Refuse(StatusCodes.Status404NotFound, $"flow {flowName} has several webhooks; call /hooks/{flowName}/ followed by one of {string.Join(", ", webhooks.Select(step => step.Name))}");
        if (row.State is not (FlowState.Active or FlowState.Suspended))
            return Refuse(StatusCodes.Status409Conflict, "flow is not active");

        var trigger = webhooks[0];
        WebhookSettings settings;
        try
        {
            settings = WebhookSettings.Read(trigger);
        }
        catch (HostStartException exception)
        {
            http.RequestServices.GetRequiredService<ILogger<WebhookAuth>>().LogError("{Flow}/{Step}: {Problem}", flowName, trigger.Name, exception.Message);
            return Refuse(StatusCodes.Status500InternalServerError, "the webhook's auth is not set up; the host's log says what is missing");
        }

        if (settings.Auth is { NeedsBody: false } && Objection(default) is { } stranger)
            return stranger;
        var (bytes, problem) = await ReadAsync(http.Request, trigger.Limits.MessageBytes, cancellationToken);
        if (problem is not null)
            return problem;
        if (settings.Auth is { NeedsBody: true } && Objection(bytes) is { } forger)
            return forger;
        (var body, problem) = BodyOf(http.Request, bytes);
        if (problem is not null)
            return problem;
        return await AcceptAsync(host, flow, trigger, settings, body, http);

        IResult? Objection(ReadOnlyMemory<byte> sent)
        {
            if (settings.Auth.Objection(http.Request.Headers, sent.Span, host.Time.GetUtcNow()) is not { } reason)
                return null;
            http.RequestServices.GetRequiredService<ILogger<WebhookAuth>>().LogWarning("{Flow}/{Step}: a call was refused: {Reason}", flowName, trigger.Name, reason);
            if (settings.Auth.Challenge is { } challenge)
                http.Response.Headers.WWWAuthenticate = challenge;
            return Refuse(StatusCodes.Status401Unauthorized, settings.Auth.Refusal);
        }
    }

    private static async Task<IResult> AcceptAsync(FlowHost host, FlowVersion flow, StepDefinition trigger, WebhookSettings settings, JsonNode? body, HttpContext http)
    {
        using var caller = settings.Waits ? host.Replies.Wait(host.Time.GetUtcNow()) : null;
        var message = new IncomingMessage(CallerKey.IdOf(trigger.Name, http.Request.Headers["Idempotency-Key"].ToString()), ContentOf(http.Request, body, settings.Auth?.Header), caller?.Id);
        IntakeResult taken;
        try
        {
            taken = await host.Intake.AcceptAsync(flow, trigger, [message], null, http.RequestAborted);
        }
        catch (MessageTooLargeException exception)
        {
            return Refuse(StatusCodes.Status413PayloadTooLarge, exception.Message);
        }
        catch (StoreUnavailableException exception)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, exception.Message);
        }

        if (caller is null || taken.New == 0)
            return Results.Json(new { message = taken.Ids[0], run = taken.Run, accepted = taken.New == 1 }, statusCode: StatusCodes.Status202Accepted);
        try
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.Ended);
            if (trigger.To.Count == 0)
                host.Replies.LookAgain(caller.Id);
            return await caller.OutcomeAsync(host.Queries, settings.Timeout, host.Time, waiting.Token) switch
            {
                CallerOutcome.Replied replied => new HttpReplyResult(replied.Reply),
                CallerOutcome.Unanswered { Failed: { } error } => CallerAnswer.Failed(error, flow.Definition, host.Redactors.Of(flow.Definition)),
                CallerOutcome.Unanswered => Results.NoContent(),
                CallerOutcome.TimedOut late => Refuse(StatusCodes.Status504GatewayTimeout, $"flow {flow.Definition.Name} took message {taken.Ids[0]} in, but sent no reply within {Duration.Format(settings.Timeout)}{CallerAnswer.WhyNot(late.Next)}"),
                var other => throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}."),
            };
        }
        catch (OperationCanceledException) when (host.Ended.IsCancellationRequested)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, $"flow {flow.Definition.Name} took message {taken.Ids[0]} in, but the host stops before its reply; the message goes on at the next start");
        }
        catch (StoreUnavailableException)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, $"flow {flow.Definition.Name} took message {taken.Ids[0]} in, but what became of it cannot be read");
        }
    }

    /// <param name="secret">The header that held the webhook's secret: it is stored nowhere.</param>
    private static byte[] ContentOf(HttpRequest request, JsonNode? body, string? secret)
    {
        var headers = new JsonObject();
        foreach (var (name, values) in request.Headers.Where(header => !string.Equals(header.Key, secret, StringComparison.OrdinalIgnoreCase)))
            headers[name.ToLowerInvariant()] = values.ToString();
        var query = new JsonObject();
        foreach (var (name, values) in request.Query)
            query[name] = values.ToString();
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["body"] = body, ["headers"] = headers, ["query"] = query, ["method"] = request.Method, ["url"] = request.Path.Value });
    }

    /// <summary>Reads at most <paramref name="limit"/> bytes.</summary>
    private static async Task<(ReadOnlyMemory<byte> Bytes, IResult? Problem)> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            return (default, TooLarge(request.ContentLength.Value, limit));
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > limit)
                return (default, TooLarge(buffer.Length + read, limit));
            buffer.Write(chunk, 0, read);
        }

        return (buffer.GetBuffer().AsMemory(0, (int)buffer.Length), null);
    }

    /// <summary>JSON as JSON, a form as an object, nothing as an empty object, anything else as text.</summary>
    private static (JsonNode? Body, IResult? Problem) BodyOf(HttpRequest request, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length == 0)
            return (new JsonObject(), null);
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
            return (Form(Encoding.UTF8.GetString(bytes.Span)), null);
        if (!request.HasJsonContentType())
            return (JsonValue.Create(Encoding.UTF8.GetString(bytes.Span)), null);
        try
        {
            return (JsonNode.Parse(bytes.Span), null);
        }
        catch (JsonException exception)
        {
            return (null, Refuse(StatusCodes.Status400BadRequest, $"the body is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}"));
        }
    }

    private static JsonObject Form(string text)
    {
        var form = new JsonObject();
        foreach (var (name, values) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(text))
            form[name] = values.ToString();
        return form;
    }

    private static IResult TooLarge(long size, int limit) => Refuse(StatusCodes.Status413PayloadTooLarge, $"the body has {size} bytes or more; limits.message of the webhook allows {limit}");

    private static IResult Refuse(int status, string message) => Results.Json(new { error = new { message } }, statusCode: status);
}

/// <summary>What a webhook trigger's config says.</summary>
/// <param name="Waits">Whether the caller waits for an <c>httpReply</c>.</param>
/// <param name="Timeout">How long.</param>
/// <param name="Auth">Who may call; null: everybody.</param>
internal sealed record WebhookSettings(bool Waits, TimeSpan Timeout, WebhookAuth? Auth)
{
    public static WebhookSettings Read(StepDefinition trigger)
    {
        using var config = JsonDocument.Parse(trigger.Config);
        var waits = config.RootElement.TryGetProperty("reply", out var reply) && reply.GetString() == "wait";
        var timeout = config.RootElement.TryGetProperty("timeout", out var text) ? Duration.Parse(text.GetString()!) : TimeSpan.FromSeconds(30);
        return new WebhookSettings(waits, timeout, WebhookAuth.Read(config.RootElement));
    }
}
