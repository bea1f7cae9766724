using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Cronos;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Flows.Upkeep;

/// <summary>
/// Fires the <c>schedule</c> and <c>timer</c> triggers of active flows. A firing's message has an id made of trigger and moment, so the same moment
/// is taken in once, whoever fires it. Moments that pass while no host runs, or the flow is stopped, are not made up for.
/// </summary>
public sealed class CronTicker(IFlowQueries queries, FlowCatalog catalog, MessageIntake intake, TimeProvider time, ILogger<CronTicker> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<(StepAddress Trigger, int Version), DateTimeOffset?> _next = [];

    /// <summary>Fires until cancelled.</summary>
    public Task RunAsync(CancellationToken stop) => Loop.RunAsync(LookEvery, time, RunOnceAsync, stop);

    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var current = new HashSet<(StepAddress, int)>();
        foreach (var row in await queries.FlowsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (row.State != FlowState.Active || await catalog.FindAsync(row.Name, row.Version, cancellationToken).ConfigureAwait(false) is not { } flow)
                continue;
            foreach (var step in flow.Definition.Steps.Where(step => step.Uses is StepKinds.Schedule or StepKinds.Timer))
            {
                var trigger = (new StepAddress(row.Name, step.Name), row.Version);
                current.Add(trigger);
                await TickAsync(trigger, flow, step, now, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var gone in _next.Keys.Where(trigger => !current.Contains(trigger)).ToList())
            _next.Remove(gone);
    }

    private async Task TickAsync((StepAddress Address, int Version) trigger, FlowVersion flow, StepDefinition step, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!_next.TryGetValue(trigger, out var next))
        {
            _next[trigger] = NextAfter(step, now);
            return;
        }

        if (next is not { } due || due > now)
            return;
        _next[trigger] = NextAfter(step, due) is { } following && following > now ? following : NextAfter(step, now);
        var fired = due.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var content = new JsonObject { ["body"] = new JsonObject { ["fireTime"] = fired }, ["headers"] = new JsonObject() };
        try
        {
            await intake.AcceptAsync(flow, step, [new IncomingMessage($"{step.Name}@{fired}", JsonSerializer.SerializeToUtf8Bytes(content))], null, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            // The moment is tried again at the next look: nothing has been taken in.
            _next[trigger] = due;
            logger.LogError("{Address} could not fire: {Problem}", trigger.Address, exception.Message);
        }
    }

    private static DateTimeOffset? NextAfter(StepDefinition step, DateTimeOffset now)
    {
        using var config = JsonDocument.Parse(step.Config);
        if (step.Uses == StepKinds.Timer)
            return now + Duration.Parse(config.RootElement.GetProperty("every").GetString()!);
        var text = config.RootElement.GetProperty("cron").GetString()!;
        var zone = config.RootElement.TryGetProperty("zone", out var name) ? TimeZoneInfo.FindSystemTimeZoneById(name.GetString()!) : TimeZoneInfo.Utc;
        var seconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        return CronExpression.Parse(text, seconds ? CronFormat.IncludeSeconds : CronFormat.Standard).GetNextOccurrence(now, zone)?.ToUniversalTime();
    }
}
