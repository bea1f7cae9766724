using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Hosting.Ingress;

/// <summary><c>POST /hooks/{flow}</c> (and <c>/hooks/{flow}/{step}</c> where a flow has several webhooks): a call becomes a message.</summary>
internal static class WebhookEndpoints
{
    private static readonly JsonSerializerOptions WithoutNull = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

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
        try
        {
            var sent = await SentBytes.ReadAsync(http.Request, trigger.Limits.MessageBytes, cancellationToken);
            if (settings.Auth is { NeedsBody: true } && Objection(sent) is { } forger)
                return forger;
            var expanded = await SentBytes.ExpandAsync(sent, http.Request.Headers.ContentEncoding.ToString(), trigger.Limits.MessageBytes, cancellationToken);
            var body = await WebhookBody.ReadAsync(http.Request.ContentType, expanded, cancellationToken);
            return await AcceptAsync(host, flow, trigger, settings, body, http);
        }
        catch (RefusedCallException exception)
        {
            return Refuse(exception.Status, exception.Message);
        }

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

    private static async Task<IResult> AcceptAsync(FlowHost host, FlowVersion flow, StepDefinition trigger, WebhookSettings settings, ReadOnlyMemory<byte> body, HttpContext http)
    {
        using var caller = settings.Waits ? host.Replies.Wait(host.Time.GetUtcNow()) : null;
        var message = new IncomingMessage(CallerKey.IdOf(trigger.Name, http.Request.Headers["Idempotency-Key"].ToString()), ContentOf(http.Request, body, settings.Auth?.Header), caller?.Id);
        IntakeResult taken;
        var isOtherBody = false;
        try
        {
            var taking = host.Intake.AcceptAsync(flow, trigger, [message], null, http.RequestAborted);
            var marking = message.Id is null ? null : host.Intake.RememberAsync(flow, trigger, CallerKey.MarkOf(trigger.Name, message.Id, body.Span), http.RequestAborted);
            taken = await taking;
            isOtherBody = marking is not null && taken.New == 0 && await marking;
        }
        catch (MessageTooLargeException exception)
        {
            return Refuse(StatusCodes.Status413PayloadTooLarge, exception.Message);
        }
        catch (StoreUnavailableException exception)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, exception.Message);
        }

        if (taken.New == 0)
        {
            if (isOtherBody)
                http.RequestServices.GetRequiredService<ILogger<WebhookAuth>>().LogWarning("{Flow}/{Step}: a call with the known key of message {Message} has another body than the first, and was not taken in", flow.Definition.Name, trigger.Name, taken.Ids[0]);
            return Taken(taken.Ids[0], await RunOfAsync(host, flow.Definition.Name, taken.Ids[0], http.RequestAborted), accepted: false);
        }

        if (caller is null)
            return Taken(taken.Ids[0], taken.Run, accepted: true);
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

    private static IResult Taken(string message, string? run, bool accepted) => Results.Json(new { message, run, accepted }, WithoutNull, statusCode: StatusCodes.Status202Accepted);

    /// <summary>The run of a message that was taken in before; null when nothing is kept of it any more.</summary>
    private static async Task<string?> RunOfAsync(FlowHost host, string flow, string id, CancellationToken cancellationToken)
    {
        try
        {
            var waiting = await host.Queries.MessagesAsync(new MessageFilter(flow, Id: id, Limit: 1) { Now = host.Time.GetUtcNow() }, cancellationToken);
            if (waiting is [var message])
                return message.Message.Run;
            return await host.Queries.ExecutionsAsync(new ExecutionFilter(flow, MessageId: id, Limit: 1), cancellationToken) is [var execution, ..] ? execution.Run : null;
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    /// <param name="body">As JSON.</param>
    /// <param name="secret">The header that held the webhook's secret: it is stored nowhere.</param>
    /// <exception cref="RefusedCallException">The query is not in UTF-8.</exception>
    private static byte[] ContentOf(HttpRequest request, ReadOnlyMemory<byte> body, string? secret)
    {
        var query = UrlForm.Read(request.QueryString.Value?.TrimStart('?') ?? string.Empty, Encoding.UTF8)
            ?? throw new RefusedCallException(StatusCodes.Status400BadRequest, "the query of the address is not in UTF-8");
        var content = new ArrayBufferWriter<byte>(body.Length + 1024);
        using var writer = new Utf8JsonWriter(content, MessageJson.Writing);
        writer.WriteStartObject();
        writer.WritePropertyName("body"u8);
        writer.WriteRawValue(body.Span, skipInputValidation: true);
        writer.WriteStartObject("headers"u8);
        foreach (var (name, values) in request.Headers.Where(header => !string.Equals(header.Key, secret, StringComparison.OrdinalIgnoreCase)))
            writer.WriteString(name.ToLowerInvariant(), values.ToString());
        writer.WriteEndObject();
        writer.WritePropertyName("query"u8);
        UrlForm.Write(writer, query);
        writer.WriteString("method"u8, request.Method);
        writer.WriteString("url"u8, request.Path.Value);
        writer.WriteEndObject();
        writer.Flush();
        return content.WrittenSpan.ToArray();
    }

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
