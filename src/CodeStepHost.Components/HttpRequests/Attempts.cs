using System.Globalization;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;
using Polly;
using Polly.Retry;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>
/// Tries a request again while it fails in a way that may pass: with growing waits and jitter, or as long as the server's <c>Retry-After</c> says.
/// </summary>
/// <remarks>
/// Polly itself, and not the handler of Microsoft.Extensions.Http.Resilience: that one would sit below the redirects and the checks of egress, and try
/// single hops again. Here one attempt is a whole call, and its failure is an answer, not an exception.
/// </remarks>
internal sealed class Attempts
{
    private static readonly ResiliencePropertyKey<(IEmissions Emissions, Func<string> Shown)> Told = new("codestep.told");

    private readonly ResiliencePipeline<HttpAnswer> _pipeline;

    /// <param name="random">From 0 to 1, for the jitter; null: chance.</param>
    public Attempts(int retries, TimeSpan first, TimeSpan longest, TimeProvider time, Func<double>? random = null)
    {
        if (retries == 0)
        {
            _pipeline = ResiliencePipeline<HttpAnswer>.Empty;
            return;
        }

        var options = new RetryStrategyOptions<HttpAnswer>
        {
            MaxRetryAttempts = retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = first,
            MaxDelay = longest,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { } answer && Transient.Is(answer) && !(Transient.RetryAfter(answer, time.GetUtcNow()) > longest)),
            DelayGenerator = args => ValueTask.FromResult(Transient.RetryAfter(args.Outcome.Result!, time.GetUtcNow())),
            OnRetry = args =>
            {
                if (args.Context.Properties.TryGetValue(Told, out var told))
                    told.Emissions.Log(StepLogLevel.Info, string.Create(CultureInfo.InvariantCulture, $"{told.Shown()}: attempt {args.AttemptNumber + 1} of {retries + 1} failed ({RequestFailure.Shortly(args.Outcome.Result!)}); the next in {Duration.Format(args.RetryDelay)}"));
                return ValueTask.CompletedTask;
            },
        };
        if (random is not null)
            options.Randomizer = random;
        _pipeline = new ResiliencePipelineBuilder<HttpAnswer> { TimeProvider = time }.AddRetry(options).Build();
    }

    /// <param name="shown">What is tried, for the log.</param>
    public async Task<HttpAnswer> RunAsync(Func<CancellationToken, Task<HttpAnswer>> attempt, IEmissions emissions, Func<string> shown, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(Told, (emissions, shown));
            return await _pipeline.ExecuteAsync(static async (context, attempt) => await attempt(context.CancellationToken).ConfigureAwait(false), context, attempt).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
