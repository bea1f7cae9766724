using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using Cronos;

namespace CodeStepHost.Flows.Upkeep;

/// <summary>What becomes of a schedule's moments that pass while no host runs, or its flow is not active.</summary>
internal enum MissedMoments
{
    /// <summary>Nothing.</summary>
    Skip = 0,

    /// <summary>One message stands for all of them.</summary>
    Once = 1,

    /// <summary>Each has its message, the newest up to a limit.</summary>
    All = 2,
}

/// <summary>When a schedule or timer fires: what its config says.</summary>
internal sealed class Schedule
{
    public const int DefaultMissedLimit = 100;

    private readonly CronExpression? _cron;
    private readonly TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private readonly TimeSpan _every;

    public Schedule(StepDefinition step)
    {
        using var config = JsonDocument.Parse(step.Config);
        if (step.Uses == StepKinds.Timer)
        {
            _every = Duration.Parse(config.RootElement.GetProperty("every").GetString()!);
            return;
        }

        Cron = config.RootElement.GetProperty("cron").GetString()!;
        Zone = config.RootElement.TryGetProperty("zone", out var name) ? name.GetString()! : "UTC";
        _zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
        var hasSeconds = Cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        _cron = CronExpression.Parse(Cron, hasSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);
        Missed = config.RootElement.TryGetProperty("missed", out var missed) && Enum.TryParse<MissedMoments>(missed.GetString(), ignoreCase: true, out var policy) ? policy : MissedMoments.Skip;
        MissedLimit = config.RootElement.TryGetProperty("missedLimit", out var limit) ? limit.GetInt32() : DefaultMissedLimit;
    }

    /// <summary>As it is written; empty for a timer.</summary>
    public string Cron { get; } = string.Empty;

    public string Zone { get; } = string.Empty;

    public MissedMoments Missed { get; }

    public int MissedLimit { get; }

    public bool IsTimer => _cron is null;

    /// <summary>The first moment after another; null: there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset moment) => _cron is null ? moment + _every : _cron.GetNextOccurrence(moment, _zone)?.ToUniversalTime();

    /// <summary>The newest of a schedule's moments after one and up to another, oldest first. However many there are, about as many as asked for are looked at.</summary>
    public IReadOnlyList<DateTimeOffset> Newest(DateTimeOffset after, DateTimeOffset upTo, int most)
    {
        for (var span = TimeSpan.FromMinutes(1); ; span *= 2)
        {
            var isAll = upTo - after <= span;
            var found = _cron!.GetOccurrences(isAll ? after : upTo - span, upTo, _zone, fromInclusive: false, toInclusive: true).ToList();
            if (isAll || found.Count >= most)
                return [.. found.TakeLast(most).Select(moment => moment.ToUniversalTime())];
        }
    }
}

/// <summary>How far a schedule has come: its position, kept as the step's snapshot.</summary>
/// <param name="Cron">The schedule that it is the position of: another one has not missed anything yet.</param>
/// <param name="UpTo">All moments up to this one have fired, or were never to.</param>
/// <param name="FireTime">The last moment that fired.</param>
internal sealed record SchedulePosition(string Cron, string Zone, DateTime UpTo, DateTime? FireTime = null)
{
    public bool IsOf(Schedule schedule) => Cron == schedule.Cron && Zone == schedule.Zone;
}
