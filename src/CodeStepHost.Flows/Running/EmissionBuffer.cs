using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Flows.Running;

/// <summary>
/// Holds what one execution emits until its commit. Small amounts stay in memory; large ones are staged on disk, where nobody sees
/// them before the commit publishes them, so a script may emit far more than memory holds.
/// </summary>
internal sealed class EmissionBuffer(ClaimedMessage claimed, StepDefinition step, IFlowStore store, StepLogWriter logs, ReplyDesk replies, TimeProvider time, Redactor? redactor = null, PassthroughPolicy? passthrough = null) : IEmissions
{
    /// <summary>How many messages or bytes are held in memory before they are staged.</summary>
    private const int MessagesInMemory = 512;
    private const int BytesInMemory = 1 << 20;

    /// <summary>About what a script process lets a line have.</summary>
    private const int LongestLine = 16 << 10;

    private readonly Passthrough? _passthrough = passthrough is null ? null : new Passthrough(passthrough, claimed.Message.Content);
    private readonly List<Emission.Data> _held = [];
    private readonly List<Emission.WakeUp> _wakeUps = [];
    private readonly List<StepError> _errors = [];
    private int _heldBytes;
    private int _staged;
    private int _copies;
    private int _stagedCopies;
    private long _emittedBytes;
    private int _logLines;
    private ReadOnlyMemory<byte>? _snapshot;
    private ReadOnlyMemory<byte>? _keys;
    private bool _handled;
    private Mark? _rebound;
    private readonly Lock _callsGate = new();
    private readonly List<HttpExchange> _calls = [];
    private int _callsSize;
    private int _callsLeftOut;

    /// <summary>What had been emitted when the first rebound was.</summary>
    /// <param name="Messages">Emissions of messages.</param>
    /// <param name="Copies">The messages that they make: one for each step that an emission goes to.</param>
    private sealed record Mark(string Reason, DateTimeOffset? NotBefore, int Messages, int Copies, int WakeUps, ReadOnlyMemory<byte>? Snapshot, ReadOnlyMemory<byte>? Keys);

    private int Emitted => _staged + _held.Count;

    public async ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
    {
        switch (emission)
        {
            case Emission.Data data:
                if (data.To?.FirstOrDefault(target => !step.To.Contains(target)) is { } stranger)
                    throw new ArgumentException($"Step {step.Name} sends no messages to {stranger}.", nameof(emission));
                if (_passthrough is not null && data.Content.Length <= step.Limits.MessageBytes)
                    data = data with { Content = _passthrough.Leaving(step.Name, data.Content) };
                if (BrokenLimit(data) is { } broken)
                    return broken;
                _held.Add(data);
                _copies += TargetsOf(data).Count;
                _heldBytes += data.Content.Length;
                if (_held.Count >= MessagesInMemory || _heldBytes >= BytesInMemory)
                    await StageAsync(cancellationToken).ConfigureAwait(false);
                break;
            case Emission.Error error:
                _errors.Add(error.Value);
                break;
            case Emission.Rebound rebound when _rebound is null:
                _rebound = new Mark(rebound.Reason, rebound.NotBefore, Emitted, _copies, _wakeUps.Count, _snapshot, _keys);
                break;
            case Emission.Rebound rebound:
                Log(StepLogLevel.Warn, $"A second rebound in one execution changes nothing; its reason: {rebound.Reason}");
                break;
            case Emission.Snapshot snapshot when snapshot.Value.Length > step.Limits.SnapshotBytes:
                return LimitWords.Snapshot(step, snapshot.Value.Length);
            case Emission.Snapshot snapshot:
                _snapshot = snapshot.Value;
                break;
            case Emission.UpdateKeys keys:
                _keys = keys.Value;
                break;
            case Emission.WakeUp wakeUp:
                _wakeUps.Add(_passthrough is null ? wakeUp : wakeUp with { Content = _passthrough.ToSelf(wakeUp.Content) });
                break;
            case Emission.Handled:
                _handled = true;
                break;
        }

        return null;
    }

    public void Log(StepLogLevel level, string text)
    {
        _logLines++;
        if (_logLines > step.Limits.LogLines + 1)
            return;
        var message = claimed.Message;
        logs.Write(_logLines <= step.Limits.LogLines
            ? new StepLogLine(message.Address, message.Id, message.Run, message.Thread, time.GetUtcNow(), level, Told(text))
            : new StepLogLine(message.Address, message.Id, message.Run, message.Thread, time.GetUtcNow(), StepLogLevel.Warn, LimitWords.LogLines(step)));
    }

    /// <summary>The line without secrets, and no longer for what stands in their place than lines may be.</summary>
    private string Told(string text)
    {
        if (redactor is null)
            return text;
        try
        {
            var told = redactor.Redact(text);
            return told.Length <= Math.Max(text.Length, LongestLine) ? told : $"{Redactor.Cut(told, Math.Max(text.Length, LongestLine))}…";
        }
        catch (Exception exception)
        {
            // A line must neither end its step nor be told unread.
            return $"(a line of {text.Length} characters was left out: the host failed to look it through for secrets, with a {exception.GetType().Name})";
        }
    }

    public void Called(HttpExchange exchange)
    {
        lock (_callsGate)
        {
            // Once one is left out, so are all later ones: answers in the wrong order would be worse than none.
            if (_callsLeftOut > 0 || _callsSize + exchange.Size > FailureRecorder.MostHttpBytes)
            {
                _callsLeftOut++;
                return;
            }

            _callsSize += exchange.Size;
            _calls.Add(exchange);
        }
    }

    /// <summary>The HTTP calls, in the order of their answers, and how many were left out for want of room.</summary>
    public (IReadOnlyList<HttpExchange> Kept, int LeftOut) Calls()
    {
        lock (_callsGate)
            return ([.. _calls], _callsLeftOut);
    }

    public bool Reply(ReadOnlyMemory<byte> reply) => claimed.Message.ReplyTo is { } caller && replies.Answer(caller, reply);

    /// <summary>Weighs how the work ended together with what was emitted; secrets leave its texts here, before anybody stores or logs them.</summary>
    public StepOutcome Conclude(ComponentEnd end)
    {
        if (redactor is null)
            return Weigh(end);
        for (var index = 0; index < _errors.Count; index++)
            _errors[index] = redactor.Redact(_errors[index]);
        if (_rebound is not null)
            _rebound = _rebound with { Reason = redactor.Redact(_rebound.Reason) };
        return Weigh(end switch
        {
            ComponentEnd.Threw threw => new ComponentEnd.Threw(redactor.Redact(threw.Error)),
            ComponentEnd.LimitExceeded limit => new ComponentEnd.LimitExceeded(redactor.Redact(limit.Error)),
            ComponentEnd.SandboxLost lost => new ComponentEnd.SandboxLost(redactor.Redact(lost.Error)),
            _ => end,
        });
    }

    private StepOutcome Weigh(ComponentEnd end) => end switch
    {
        ComponentEnd.Completed when _rebound is { } mark => new StepOutcome.Rebounded(mark.Reason, mark.NotBefore, _errors, null),
        ComponentEnd.Completed => new StepOutcome.Completed(_errors),
        ComponentEnd.Threw threw when _rebound is { } mark => new StepOutcome.Rebounded(mark.Reason, mark.NotBefore, _errors, threw.Error),
        ComponentEnd.Threw threw => new StepOutcome.Failed(threw.Error, _errors),
        ComponentEnd.LimitExceeded limit => new StepOutcome.LimitExceeded(limit.Error),
        ComponentEnd.SandboxLost lost => new StepOutcome.SandboxLost(lost.Error),
        _ => new StepOutcome.Interrupted(),
    };

    /// <summary>What of the emissions a disposition keeps, as the commit stores it. Of a script that threw after its rebound, only what came before the rebound.</summary>
    public KeptEmissions Keep(Disposition disposition, StepOutcome outcome)
    {
        if (disposition is not (Disposition.Acknowledge or Disposition.ReboundAt or Disposition.Fail { KeepEmissions: true }))
            return Keep(0, 0, 0, null, null, handled: false);
        return outcome is StepOutcome.Rebounded { ThrownAfter: not null } && _rebound is { } mark
            ? Keep(mark.Messages, mark.Copies, mark.WakeUps, mark.Snapshot, mark.Keys, handled: false)
            : Keep(Emitted, _copies, _wakeUps.Count, _snapshot, _keys, _handled);
    }

    private KeptEmissions Keep(int messages, int copies, int wakeUps, ReadOnlyMemory<byte>? snapshot, ReadOnlyMemory<byte>? keys, bool handled)
    {
        var inMemory = Math.Max(0, messages - _staged);
        return new KeptEmissions(messages, Math.Min(copies, _stagedCopies), inMemory + wakeUps == 0 ? [] : [.. Copies(_held.Take(inMemory)), .. _wakeUps.Take(wakeUps).Select(ToSelf)], snapshot, keys, handled);
    }

    private async ValueTask StageAsync(CancellationToken cancellationToken)
    {
        var copies = Copies(_held).ToList();
        if (copies.Count > 0)
            await store.StageAsync(claimed.Token, copies, cancellationToken).ConfigureAwait(false);
        _staged += _held.Count;
        _stagedCopies += copies.Count;
        _held.Clear();
        _heldBytes = 0;
    }

    private IEnumerable<NewMessage> Copies(IEnumerable<Emission.Data> emissions)
    {
        foreach (var data in emissions)
        {
            var id = data.Id ?? MessageIds.New(time.GetUtcNow());
            foreach (var next in TargetsOf(data))
            {
                yield return Following(id, next, data.Content);
            }
        }
    }

    private NewMessage ToSelf(Emission.WakeUp wakeUp) => Following(MessageIds.New(time.GetUtcNow()), step.Name, wakeUp.Content) with { NotBefore = wakeUp.At };

    private NewMessage Following(string id, string next, ReadOnlyMemory<byte> content) => new()
    {
        Id = id,
        Address = claimed.Message.Address with { Step = next },
        FlowVersion = claimed.Message.FlowVersion,
        Run = claimed.Message.Run,
        Thread = claimed.Message.Thread,
        Parent = claimed.Message.Id,
        Content = content,
        ReplyTo = claimed.Message.ReplyTo,
        HandlesError = claimed.Message.HandlesError,
    };

    private IReadOnlyList<string> TargetsOf(Emission.Data data) => data.To ?? step.To;

    private StepError? BrokenLimit(Emission.Data data)
    {
        _emittedBytes += data.Content.Length;
        if (data.Content.Length > step.Limits.MessageBytes)
            return _passthrough is null || Passthrough.Measure(data.Content) is not (> 0 and var carried) ? LimitWords.Message(step, data.Content.Length) : LimitWords.MessageWithPassthrough(step, data.Content.Length, carried);
        if (Emitted >= step.Limits.Emissions)
            return LimitWords.Emissions(step);
        if (_emittedBytes > step.Limits.EmittedBytes)
            return LimitWords.Emitted(step, _emittedBytes);
        return null;
    }
}

/// <summary>What a commit stores of one execution's emissions.</summary>
/// <param name="Count">How many emissions that is.</param>
/// <param name="PublishStaged">Staged messages to publish: one for each step that a staged emission goes to.</param>
internal sealed record KeptEmissions(int Count, int PublishStaged, IReadOnlyList<NewMessage> Messages, ReadOnlyMemory<byte>? Snapshot, ReadOnlyMemory<byte>? Keys, bool Handled)
{
    /// <summary>Nothing.</summary>
    public static KeptEmissions None { get; } = new(0, 0, [], null, null, Handled: false);
}
