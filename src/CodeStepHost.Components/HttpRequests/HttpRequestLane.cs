using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>An <c>http.request</c> step at work.</summary>
internal sealed class HttpRequestLane(
    StepDefinition step, RequestSettings settings, RequestCalls calls, RequestSender sender, RequestExpressions expressions, Func<string, string?> environment, TimeProvider time) : IStepLane
{
    public int Depth => 1;

    public bool UsesSnapshot => false;

    public ValueTask DisposeAsync() => expressions.DisposeAsync();

    public async Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork)
    {
        using var clock = new CancellationTokenSource(step.Limits.Time, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, stopWork);
        var outbox = new Outbox(execution.Emissions);
        try
        {
            await WorkAsync(execution, outbox, enough.Token, stopWork).ConfigureAwait(false);
            return new ComponentEnd.Completed();
        }
        catch (RequestFailedException exception)
        {
            return await EndOfAsync(exception.Failure, execution).ConfigureAwait(false);
        }
        catch (StepFailedException exception)
        {
            return EndOf(exception);
        }
        catch (NotEvaluatedException exception)
        {
            return exception.End;
        }
        catch (JsonException exception)
        {
            return new ComponentEnd.Threw(new StepError(nameof(JsonException), exception.Message));
        }
        catch (OperationCanceledException) when (stopWork.IsCancellationRequested)
        {
            return new ComponentEnd.Interrupted();
        }
        catch (OperationCanceledException) when (clock.IsCancellationRequested)
        {
            return new ComponentEnd.LimitExceeded(new StepError("Error", $"The step took longer than limits.time ({Duration.Format(step.Limits.Time)}).") { Code = ErrorCodes.TimeLimit });
        }
    }

    /// <summary>
    /// Works on one message:
    /// 1. its request; 2. the answer, which may be a failure; 3. what of it is emitted; 4. the next page, and so on from 2;
    /// 5. what had to wait for the last page.
    /// </summary>
    private async Task WorkAsync(StepExecution execution, Outbox outbox, CancellationToken enough, CancellationToken stopWork)
    {
        // 1.
        var results = new RequestResults(execution.Claimed.Message.Content, settings, step.Limits, outbox);
        results.Check();
        var values = new RequestValues(await expressions.OfRequestAsync(execution, enough, stopWork).ConfigureAwait(false), environment);
        var first = calls.First(values);
        var call = first;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            // 2.
            seen.Add(call.Url);
            var answer = await sender.SendAsync(call, calls.SecretHeaders, values, execution.Emissions, enough).ConfigureAwait(false);
            var failure = sender.FailureOf(call, answer, values);
            if (RequestFailure.Is(answer))
            {
                if (settings.OnError != RequestErrorRule.Emit || answer.Error is not null)
                    throw new RequestFailedException(failure);
                await results.FailedAsync(ResponseJson.Whole(answer, ResponseJson.Body(answer, isLenient: true)), enough).ConfigureAwait(false);
                return;
            }

            // 3.
            var response = WholeOf(answer, failure);
            if (settings is { Emit: not ResponseEmission.Each, Pages: null })
            {
                await results.OnlyAsync(response, enough).ConfigureAwait(false);
                return;
            }

            var (items, next) = await expressions.OfResponseAsync(execution, response, enough, stopWork).ConfigureAwait(false);
            await results.AddAsync(IsEmpty(answer) && !settings.HasItems ? [] : items, enough).ConfigureAwait(false);

            // 4.
            if (settings.Pages is not { } most || NextOf(answer, next) is not { } to)
                break;
            call = Follow(first, call, answer, to, failure);
            if (seen.Contains(call.Url))
                throw failure.Unusable(HttpErrorCodes.Pages, "leads to a page that was read already");
            if (seen.Count >= most)
                throw failure.Unusable(HttpErrorCodes.Pages, $"leads to more pages than pages.limit ({most})");
        }

        // 5.
        await results.EndAsync(enough).ConfigureAwait(false);
    }

    private static bool IsEmpty(HttpAnswer answer) => string.IsNullOrEmpty(answer.Body);

    private static ReadOnlyMemory<byte> WholeOf(HttpAnswer answer, RequestFailure failure)
    {
        try
        {
            return ResponseJson.Whole(answer, ResponseJson.Body(answer));
        }
        catch (JsonException exception)
        {
            var place = exception is { LineNumber: { } line, BytePositionInLine: { } position } ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, byte {position + 1})") : "";
            var encoding = Utf8.IsValid(Convert.FromBase64String(answer.Body ?? "")) ? "" : ": its text is not UTF-8";
            throw failure.Unusable(HttpErrorCodes.Json, $"answered with what it calls JSON, and is none{place}{encoding}");
        }
    }

    /// <summary>What leads to the next page; null: this was the last.</summary>
    private JsonElement? NextOf(HttpAnswer answer, JsonElement? next)
    {
        if (!settings.HasNext)
            return LinkHeader.Next(answer.Headers) is { } link ? JsonSerializer.SerializeToElement(link) : null;
        return next is { ValueKind: JsonValueKind.Null or JsonValueKind.False } || (next is { ValueKind: JsonValueKind.String } text && text.GetString()!.Length == 0) ? null : next;
    }

    private static HttpCall Follow(HttpCall first, HttpCall call, HttpAnswer answer, JsonElement next, RequestFailure failure)
    {
        try
        {
            return RequestCalls.Next(first, new Uri(answer.Url ?? call.Url), next);
        }
        catch (FormatException exception)
        {
            throw failure.Unusable(HttpErrorCodes.Pages, $"leads nowhere: {exception.Message}");
        }
    }

    private async Task<ComponentEnd> EndOfAsync(RequestFailure failure, StepExecution execution)
    {
        if (settings.OnError != RequestErrorRule.Rebound || !Transient.Is(failure.Answer))
            return EndOf(failure.ToError(step.Limits.MessageBytes));
        var now = time.GetUtcNow();
        var rebound = new Emission.Rebound(failure.Text) { NotBefore = now + Transient.RetryAfter(failure.Answer, now) };
        await execution.Emissions.EmitAsync(rebound, CancellationToken.None).ConfigureAwait(false);
        return new ComponentEnd.Completed();
    }

    private static ComponentEnd EndOf(StepFailedException exception) => exception.IsLimit ? new ComponentEnd.LimitExceeded(exception.Error) : new ComponentEnd.Threw(exception.Error);
}
