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

    private readonly Dictionary<StepAddress, Plan> _plans = [];

    /// <summary>When a trigger fires next. A deploy that leaves its settings as they are leaves its plan as it is too.</summary>
    /// <param name="Next">Null: never again.</param>
    private sealed record Plan(string Uses, string Config, DateTimeOffset? Next);

    /// <summary>Fires until cancelled.</summary>
    public Task RunAsync(CancellationToken stop) => Loop.RunAsync(LookEvery, time, RunOnceAsync, stop);

    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogError("The schedules and timers could not be looked up: {Problem}", exception.Message);
        }
    }

    private async Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var current = new HashSet<StepAddress>();
        foreach (var row in await queries.FlowsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (row.State != FlowState.Active || await catalog.FindAsync(row.Name, row.Version, cancellationToken).ConfigureAwait(false) is not { } flow)
                continue;
            foreach (var step in flow.Definition.Steps.Where(step => step.Uses is StepKinds.Schedule or StepKinds.Timer))
            {
                var trigger = new StepAddress(row.Name, step.Name);
                current.Add(trigger);
                await TickAsync(trigger, flow, step, now, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var gone in _plans.Keys.Where(trigger => !current.Contains(trigger)).ToList())
            _plans.Remove(gone);
    }

    private async Task TickAsync(StepAddress trigger, FlowVersion flow, StepDefinition step, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!_plans.TryGetValue(trigger, out var plan) || plan.Uses != step.Uses || plan.Config != step.Config)
        {
            _plans[trigger] = new Plan(step.Uses, step.Config, NextAfter(step, now));
            return;
        }

        if (plan.Next is not { } due || due > now)
            return;
        var fired = due.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var content = new JsonObject { ["body"] = new JsonObject { ["fireTime"] = fired }, ["headers"] = new JsonObject() };
        try
        {
            await intake.AcceptAsync(flow, step, [new IncomingMessage($"{step.Name}@{fired}", JsonSerializer.SerializeToUtf8Bytes(content))], null, cancellationToken).ConfigureAwait(false);
            _plans[trigger] = plan with { Next = NextAfter(step, due) is { } following && following > now ? following : NextAfter(step, now) };
        }
        catch (StoreUnavailableException exception)
        {
            // The plan stays: the moment is tried again at the next look. Nothing has been taken in.
            logger.LogError("{Address} could not fire: {Problem}", trigger, exception.Message);
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
