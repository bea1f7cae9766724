using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Flows.Running;

/// <summary>
/// Counts how often the scripts of this host kill their processes, and puts the step of one that does so too often into quarantine; counts how many
/// messages of a step failed or rebounded alike in a row, and puts a step with a <see cref="HoldPolicy"/> on hold. From that moment none of its messages
/// begins here, probes of a hold apart, and the next commit stores it. What the store says at a claim counts from then on, so that a release
/// by another process is noticed.
/// </summary>
public sealed class Quarantines(QuarantineRules rules, TimeProvider time)
{
    private const int LongestReason = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(StepAddress, int), Record> _records = [];
    private readonly HashSet<(StepAddress, int)> _withheld = [];
    private volatile bool _hasAny;
    private long _lastStored;

    private enum Kind
    {
        ForbiddenCall,
        Crash,
        Limit,
    }

    /// <summary>How often a host may be lost while it has a message at work before the message is not tried again; zero: any number of times.</summary>
    internal int MostLosses => rules.HostLosses;

    /// <summary>How many versions of steps are in quarantine or on hold, as the store said at the last claims.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _withheld.Count + _records.Count(record => record.Value.Quarantine is not null && !_withheld.Contains(record.Key));
        }
    }

    /// <summary>A step's script has killed its process, or the process was killed for what the script did.</summary>
    /// <param name="message">The message at work.</param>
    /// <param name="error">The error with which that message fails.</param>
    /// <returns>Whether the step is in quarantine now.</returns>
    public bool Killed(StepAddress address, int version, string message, StepError error)
    {
        if (KindOf(error.Code) is not { } kind || MostOf(kind) is not (> 0 and var most))
            return false;
        var now = time.GetUtcNow();
        lock (_gate)
        {
            _hasAny = true;
            if (!_records.TryGetValue((address, version), out var record))
                _records.Add((address, version), record = new Record());
            record.Kills.RemoveAll(kill => now - kill.At > rules.Within);
            record.Kills.Add((kind, now));
            var kills = record.Kills.Count(kill => kill.Kind == kind);
            if (record.Quarantine is null or { IsHold: true } && kills >= most)
                (record.StoredAs, record.Quarantine) = (0, new Quarantine(address, version, error.Code ?? ErrorCodes.SandboxLost, ReasonOf(kills, error), kills, now, message));
            return record.Quarantine is { IsHold: false };
        }
    }

    /// <summary>A message of a step has failed or rebounded.</summary>
    /// <param name="cause">The same for what is the same trouble.</param>
    /// <param name="code">The error's code; <c>rebound</c> for a rebound.</param>
    /// <param name="what">What happened, in words.</param>
    internal void Unsuccessful(ClaimedMessage claimed, HoldPolicy policy, string cause, string code, string what)
    {
        var now = time.GetUtcNow();
        var key = (claimed.Message.Address, claimed.Message.FlowVersion);
        lock (_gate)
        {
            _hasAny = true;
            if (!_records.TryGetValue(key, out var record))
                _records.Add(key, record = new Record());
            record.InARow = record.Cause == cause ? record.InARow + 1 : 1;
            record.Cause = cause;
            if (record.Quarantine is null && record.InARow >= policy.After && !_withheld.Contains(key))
            {
                var reason = $"{(record.InARow == 1 ? "A message" : $"{record.InARow} messages in a row, the last one")} {what}";
                record.Quarantine = new Quarantine(key.Address, key.FlowVersion, code, Cut(reason), record.InARow, now, claimed.Message.Id) { Probe = new ProbeSchedule(policy.Probe, now + policy.Probe) };
            }
        }
    }

    /// <summary>A message of a step has passed it.</summary>
    /// <returns>Whether a hold ends with it.</returns>
    internal bool Succeeded(ClaimedMessage claimed)
    {
        if (!_hasAny)
            return claimed.IsProbe;
        var key = (claimed.Message.Address, claimed.Message.FlowVersion);
        lock (_gate)
        {
            if (!_records.TryGetValue(key, out var record))
                return claimed.IsProbe;
            record.BeginAnew();
            var ends = record.Quarantine is { IsHold: true };
            if (ends || record is { Kills.Count: 0, Quarantine: null })
                _records.Remove(key);
            return ends || (claimed.IsProbe && record.Quarantine is null);
        }
    }

    /// <summary>Whether messages of this version of the step must not begin.</summary>
    public bool Holds(StepAddress address, int version) => Find(address, version) is not null;

    /// <summary>Whether this message must not begin: the probe of a hold may.</summary>
    public bool Holds(ClaimedMessage claimed) =>
        Find(claimed.Message.Address, claimed.Message.FlowVersion) is { } record && !(claimed.IsProbe && record.Quarantine is { IsHold: true });

    /// <summary>A quarantine that no commit has stored yet.</summary>
    internal Quarantine? Unstored(StepAddress address, int version) => Find(address, version) is { StoredAs: 0 } record ? record.Quarantine : null;

    /// <summary>A commit has stored it.</summary>
    /// <returns>Whether it was the first.</returns>
    internal bool Stored(Quarantine quarantine)
    {
        lock (_gate)
        {
            if (!_records.TryGetValue((quarantine.Address, quarantine.FlowVersion), out var record) || record.Quarantine != quarantine || record.StoredAs != 0)
                return false;
            record.StoredAs = ++_lastStored;
            return true;
        }
    }

    /// <summary>To be taken before a claim: the claim tells of what was stored up to then.</summary>
    internal long BeforeClaim()
    {
        lock (_gate)
            return _lastStored;
    }

    /// <summary>What a claim withheld: a quarantine that it knows no more was lifted, and its kills are forgotten.</summary>
    internal void AfterClaim(StepAddress address, ClaimResult claim, long before)
    {
        if (!_hasAny && claim.Withheld.Count == 0)
            return;
        lock (_gate)
        {
            _hasAny = true;
            foreach (var former in _withheld.Where(known => known.Item1 == address && !claim.Withheld.Contains(known.Item2)))
                _records.GetValueOrDefault(former)?.BeginAnew();
            _withheld.RemoveWhere(known => known.Item1 == address);
            _withheld.UnionWith(claim.Withheld.Select(version => (address, version)));
            var lifted = _records.Where(record => record.Key.Item1 == address && record.Value.StoredAs > 0 && record.Value.StoredAs <= before && !claim.Withheld.Contains(record.Key.Item2)).ToList();
            foreach (var (key, _) in lifted)
                _records.Remove(key);
        }
    }

    private Record? Find(StepAddress address, int version)
    {
        if (!_hasAny)
            return null;
        lock (_gate)
            return _records.TryGetValue((address, version), out var record) && record.Quarantine is not null ? record : null;
    }

    private static Kind? KindOf(string? code) => code switch
    {
        ErrorCodes.ForbiddenCall => Kind.ForbiddenCall,
        ErrorCodes.SandboxLost => Kind.Crash,
        ErrorCodes.NotConfined => null,

        // A process that says that it noticed a broken limit may call it what it likes.
        _ => Kind.Limit,
    };

    private int MostOf(Kind kind) => kind switch
    {
        Kind.ForbiddenCall => rules.ForbiddenCalls,
        Kind.Crash => rules.Crashes,
        _ => rules.Limits,
    };

    private string ReasonOf(int kills, StepError last)
    {
        var often = kills == 1 ? "once" : $"{kills} times within {Duration.Format(rules.Within)}, the last time like this";
        var reason = $"Its script ended its process {often}: {last.Message}";
        return Cut(reason);
    }

    private static string Cut(string reason) => reason.Length <= LongestReason ? reason : string.Concat(reason.AsSpan(0, LongestReason - 1), "…");

    private sealed class Record
    {
        public List<(Kind Kind, DateTimeOffset At)> Kills { get; } = [];

        public Quarantine? Quarantine { get; set; }

        /// <summary>What the last messages failed or rebounded for; null after a success.</summary>
        public string? Cause { get; set; }

        /// <summary>How many messages in a row that was.</summary>
        public int InARow { get; set; }

        public void BeginAnew() => (Cause, InARow) = (null, 0);

        /// <summary>Its place in the order in which quarantines were stored, from 1; 0: not stored yet.</summary>
        public long StoredAs { get; set; }
    }
}
