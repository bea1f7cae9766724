using System.Text.Json;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>What a message left in the store, in the order in which the script made it.</summary>
/// <remarks>What was emitted and is not in the store was dropped, and is not part of the outcome. What is in the store without having been emitted comes last: an error that was thrown.</remarks>
internal sealed class Outcome(Probe probe, IReadOnlyList<object> emitted, InMemoryFlowStore store, DateTimeOffset now)
{
    // What a script in an Error-Handling step finds of the failed message.
    private static readonly string[] _inputFields = ["body", "headers", "attachments", "passthrough"];

    private readonly List<Happening> _happenings = [];
    private readonly Queue<NewMessage> _data = new();
    private readonly List<NewMessage> _errors = [];
    private MessageRow? _parked;
    private int _lastSnapshot = -1;
    private int _lastKeys = -1;

    /// <summary>The line that tells what snapshot a step has; null while it is empty.</summary>
    public static Happening? LeavesOf(JsonElement snapshot) =>
        ConformanceJson.Text(snapshot) is var text && text is "{}" ? null : new Happening(Happening.Leaves, text);

    public async Task<IReadOnlyList<Happening>> ReadAsync(CancellationToken cancellationToken)
    {
        await FindAsync(cancellationToken);
        for (var i = 0; i < emitted.Count; i++)
            Add(i);
        foreach (var error in _errors)
            _happenings.Add(OfError(error));
        _happenings.AddRange(_data.Select(message => new Happening(Happening.Data, $"{ConformanceJson.MessageText(ConformanceJson.Parse(message.Content))} [never emitted]")));
        await AddEndAsync(cancellationToken);
        if (await store.SnapshotAsync(ProbeStep.Address, cancellationToken) is { Value: { } snapshot } && LeavesOf(ConformanceJson.Parse(snapshot)) is { } leaves)
            _happenings.Add(leaves);
        foreach (var line in (await store.LogsAsync(new LogFilter(MessageId: probe.MessageId, AtLeast: StepLogLevel.Info, Limit: int.MaxValue), cancellationToken)).Reverse())
            _happenings.Add(new Happening(Happening.Log, $"{line.Level.ToString().ToLowerInvariant()} {line.Text}"));
        return _happenings;
    }

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        foreach (var message in await MessagesAsync(ProbeStep.After, cancellationToken))
        {
            if (message.Message.Parent == probe.MessageId)
                _data.Enqueue(message.Message);
        }
        _errors.AddRange((await MessagesAsync(ProbeStep.Errors, cancellationToken)).Select(row => row.Message).Where(message => message.Parent == probe.MessageId));
        _parked = (await LeftAsync(cancellationToken)).FirstOrDefault(row => row.State == MessageState.Parked);
        var snapshot = (await store.SnapshotAsync(ProbeStep.Address, cancellationToken))?.Value;
        var keys = await store.KeysAsync(ProbeStep.Address, cancellationToken);
        for (var i = 0; i < emitted.Count; i++)
        {
            if (emitted[i] is Emission.Snapshot emission && snapshot is { } kept && kept.Span.SequenceEqual(emission.Value.Span))
                _lastSnapshot = i;
            if (emitted[i] is Emission.UpdateKeys update && keys.Span.SequenceEqual(update.Value.Span))
                _lastKeys = i;
        }
    }

    private void Add(int i)
    {
        switch (emitted[i])
        {
            case Emission.Data when _data.TryDequeue(out var message):
                _happenings.Add(OfData(message));
                break;
            case Emission.Error when TakeError(isLimit: false) is { } error:
                _happenings.Add(OfError(error));
                break;
            case Emission.Rebound when TakeError(isLimit: true) is { } limit:
                _happenings.Add(OfError(limit));
                break;
            case Emission.Rebound when _parked is { } parked:
                _happenings.Add(OfRebound(parked));
                _parked = null;
                break;
            case Emission.Snapshot snapshot when i <= _lastSnapshot:
                _happenings.Add(new Happening(Happening.Snapshot, ConformanceJson.Text(ConformanceJson.Parse(snapshot.Value))));
                break;
            case Emission.UpdateKeys keys when i <= _lastKeys:
                _happenings.Add(new Happening(Happening.Keys, ConformanceJson.Text(ConformanceJson.Parse(keys.Value))));
                break;
            case ReadOnlyMemory<byte> reply:
                _happenings.Add(new Happening(Happening.Reply, ConformanceJson.Text(ConformanceJson.Parse(reply))));
                break;
        }
    }

    private NewMessage? TakeError(bool isLimit)
    {
        var found = _errors.Find(error => (ErrorOf(error).TextField("code") == ErrorCodes.ReboundLimit) == isLimit);
        if (found is not null)
            _errors.Remove(found);
        return found;
    }

    private Happening OfData(NewMessage message) =>
        new(Happening.Data, ConformanceJson.MessageText(ConformanceJson.Parse(message.Content)), Family.OfChild(probe, IdOf(message), message.Parent, message.Thread));

    private Happening OfError(NewMessage message)
    {
        var error = ErrorOf(message);
        var body = ConformanceJson.Parse(message.Content).GetProperty("body");
        var input = InputText(body.GetProperty("errorInput")) == InputText(probe.Message) ? "" : $" of {InputText(body.GetProperty("errorInput"))}";
        return Happening.OfError(
            error.TextField("name")!,
            error.TextField("message")!,
            error.TextField("stack") != "Not Available",
            input + Family.OfChild(probe, IdOf(message), message.Parent, message.Thread)) with { Code = error.TextField("code") };
    }

    private Happening OfRebound(MessageRow parked)
    {
        var content = ConformanceJson.MessageText(ConformanceJson.Parse(parked.Message.Content));
        var changed = content == ConformanceJson.MessageText(probe.Message) ? "" : $" with {content}";
        return Happening.OfRebound(parked.Rebounds, parked.DueAt - now, parked.Reason ?? "", changed + Family.OfSame(probe, parked.Message.Id, parked.Message.Parent, parked.Message.Thread));
    }

    private async Task AddEndAsync(CancellationToken cancellationToken)
    {
        var left = await LeftAsync(cancellationToken);
        var errors = (await store.ErrorsAsync(new ErrorFilter(), cancellationToken)).Where(error => error.MessageId == probe.MessageId).ToList();
        _happenings.Add((left, errors) switch
        {
            ([{ State: MessageState.Parked }], []) => Happening.Parked,
            ([], [_, ..]) => Happening.Failed,
            ([], []) => Happening.Acknowledged,
            _ => new Happening(Happening.End, $"left {string.Join(", ", left.Select(row => row.State))} with {errors.Count} errors"),
        });
    }

    private async Task<IReadOnlyList<MessageRow>> LeftAsync(CancellationToken cancellationToken) =>
        [.. (await MessagesAsync(ProbeStep.Address, cancellationToken)).Where(row => row.Message.Id == probe.MessageId)];

    private Task<IReadOnlyList<MessageRow>> MessagesAsync(StepAddress address, CancellationToken cancellationToken) =>
        store.MessagesAsync(new MessageFilter(address.Flow, address.Step, Limit: int.MaxValue) { Now = now }, cancellationToken);

    // The message that tells the Error-Handling step: what a script finds there is what counts.
    private static JsonElement ErrorOf(NewMessage message) => ConformanceJson.Parse(message.Content).GetProperty("body").GetProperty("error");

    private static string InputText(JsonElement message) =>
        string.Join(", ", _inputFields.Where(name => message.Field(name) is not null).Select(name => $"{name} {ConformanceJson.Text(message.Field(name)!.Value)}"));

    private static string IdOf(NewMessage message) => Guid.TryParseExact(message.Id, "N", out var id) && id.Version == 7 ? Family.New : message.Id;
}
