using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Flows.Upkeep;

/// <summary>
/// Fires the <c>schedule</c> and <c>timer</c> triggers of active flows. A firing's message has an id made of trigger and moment, so the same moment
/// is taken in once, whoever fires it. Moments that pass while no host runs, or the flow is stopped, are made up for as the schedule says: how far it
/// has come is the step's snapshot.
/// </summary>
public sealed class CronTicker(IFlowStore store, IFlowQueries queries, FlowCatalog catalog, MessageIntake intake, TimeProvider time, ILogger<CronTicker> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>A moment that fires later than this after it was due was missed.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    /// <summary>A schedule that makes up for nothing lets a moment pass that is later than this: a host that was busy for a moment costs none.</summary>
    private static readonly TimeSpan TooLate = TimeSpan.FromMinutes(1);

    private readonly Dictionary<StepAddress, Plan> _plans = [];
    private readonly TriggerPositions<SchedulePosition> _positions = new(store, queries, time, StepKinds.Schedule);

    /// <summary>When a trigger fires next. A deploy that leaves its settings as they are leaves its plan as it is too.</summary>
    /// <param name="Next">Null: never again.</param>
    private sealed record Plan(string Uses, string Config, Schedule Schedule, DateTimeOffset? Next);

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
        try
        {
            if (!_plans.TryGetValue(trigger, out var plan) || plan.Uses != step.Uses || plan.Config != step.Config)
                _plans[trigger] = await PlanAsync(trigger, step, now, cancellationToken).ConfigureAwait(false);
            else if (plan.Next is { } due && due <= now)
                _plans[trigger] = await FireAsync(trigger, flow, step, plan, due, now, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            // The plan stays: the moment is tried again at the next look. What has been taken in is known by its id.
            logger.LogError("{Address} could not fire: {Problem}", trigger, exception.Message);
        }
    }

    /// <summary>A schedule that makes up for what it misses goes on from its position; all others begin now.</summary>
    private async Task<Plan> PlanAsync(StepAddress trigger, StepDefinition step, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var schedule = new Schedule(step);
        var from = now;
        if (schedule.Missed != MissedMoments.Skip)
        {
            var (_, position) = await _positions.ReadAsync(trigger, cancellationToken).ConfigureAwait(false);
            if (position?.IsOf(schedule) == true)
                from = new DateTimeOffset(position.UpTo.ToUniversalTime());
            else
                await _positions.WriteAsync(trigger, expected: null, new SchedulePosition(schedule.Cron, schedule.Zone, now.UtcDateTime), cancellationToken).ConfigureAwait(false);
        }

        return new Plan(step.Uses, step.Config, schedule, schedule.NextAfter(from));
    }

    /// <returns>The plan that comes after.</returns>
    private async Task<Plan> FireAsync(StepAddress trigger, FlowVersion flow, StepDefinition step, Plan plan, DateTimeOffset due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var schedule = plan.Schedule;
        if (schedule.Missed == MissedMoments.Skip && !schedule.IsTimer && now - due > TooLate)
        {
            logger.LogWarning("{Address} missed {Moment}, and does not make up for it (missed: skip)", trigger, Text(due));
            return plan with { Next = schedule.NextAfter(now) };
        }

        IReadOnlyList<DateTimeOffset> moments = schedule.Missed switch
        {
            MissedMoments.Skip => [due],
            MissedMoments.Once => schedule.Newest(due.AddTicks(-1), now, 1),
            _ => schedule.Newest(due.AddTicks(-1), now, schedule.MissedLimit),
        };
        if (schedule.Missed == MissedMoments.All && moments[0] != due)
            logger.LogWarning("{Address} missed more moments than its missedLimit of {Limit}: those from {First} and before {Next} are left out", trigger, schedule.MissedLimit, Text(due), Text(moments[0]));

        var last = moments[^1];
        await intake.AcceptAsync(flow, step, [.. moments.Select(moment => MessageOf(step, moment, moments.Count == 1 && moment != due ? due : null, now))], null, cancellationToken).ConfigureAwait(false);
        if (!schedule.IsTimer)
            await _positions.WriteAsync(trigger, expected: null, new SchedulePosition(schedule.Cron, schedule.Zone, last.UtcDateTime, last.UtcDateTime), cancellationToken).ConfigureAwait(false);
        return plan with { Next = schedule.NextAfter(last) is { } following && (following > now || schedule.Missed != MissedMoments.Skip) ? following : schedule.NextAfter(now) };
    }

    /// <param name="standsFrom">The first of several missed moments that the message stands for; null: it stands for its own alone.</param>
    private static IncomingMessage MessageOf(StepDefinition step, DateTimeOffset moment, DateTimeOffset? standsFrom, DateTimeOffset now)
    {
        var body = new JsonObject { ["fireTime"] = Text(moment) };
        if (standsFrom is not null || now - moment > Late)
            body["missed"] = true;
        if (standsFrom is { } first)
            body["missedFrom"] = Text(first);
        return new IncomingMessage($"{step.Name}@{Text(moment)}", JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["body"] = body, ["headers"] = new JsonObject() }));
    }

    private static string Text(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
