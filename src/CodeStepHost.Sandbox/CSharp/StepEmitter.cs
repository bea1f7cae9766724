using System.Text.Json.Nodes;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Emissions of one execution. A refusal is thrown at the call, so that it is seen even when nobody awaits.</summary>
internal sealed class StepEmitter(Execution execution) : IEmitter
{
    private readonly OutputValues _values = new(execution.Script.Limits) { ReceivedId = execution.Request.MessageId };

    public IReadOnlyDictionary<string, string> Variables => execution.Script.Variables;

    public ValueTask Data(Message message) => Emit(EventNames.Data, message);

    public ValueTask Error(object? error) => Emit(EventNames.Error, error);

    public ValueTask Rebound(object? reason = null) => Emit(EventNames.Rebound, reason);

    public ValueTask Snapshot(object? value) => Emit(EventNames.Snapshot, value);

    public ValueTask UpdateSnapshot(object value) => Emit(EventNames.UpdateSnapshot, value);

    public ValueTask UpdateKeys(object value) => Emit(EventNames.UpdateKeys, value);

    public ValueTask HttpReply(int statusCode, object? body = null, IReadOnlyDictionary<string, string>? headers = null) =>
        Emit(EventNames.HttpReply, new JsonObject
        {
            ["statusCode"] = statusCode,
            ["body"] = ScriptJson.ToNode(body),
            ["headers"] = ScriptJson.ToNode(headers ?? new Dictionary<string, string>(StringComparer.Ordinal)),
        });

    public ValueTask End() => Emit(EventNames.End);

    public ValueTask Handled() => Emit(EventNames.Handled);

    public ValueTask Emit(string name, object? value = null)
    {
        EmitNow(name ?? "", value);
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends a returned value: a message as it is, anything else as a message's body.</summary>
    public void SendReturned(object value, bool isMessage)
    {
        if (execution.EndEmitted)
            throw new ScriptException(EventNames.ReturnedAfterEnd);
        EmitNow(EventNames.Data, isMessage || value is Message ? value : new Message(value));
    }

    private void EmitNow(string name, object? value)
    {
        if (name == EventNames.End)
        {
            execution.EndEmitted = true;
            return;
        }
        if (execution.EndEmitted)
            throw new ScriptException(EventNames.AfterEnd(name));
        switch (name)
        {
            case EventNames.Data:
                var (content, id) = _values.Message(value);
                execution.Emit(EmitEvent.Data, content, id);
                break;
            case EventNames.Error:
                execution.EmitFailure(EmitEvent.Error, ExceptionFailures.AtCaller(ExceptionFailures.Describe(value, execution.Script.Files), execution.Script.Files));
                break;
            case EventNames.Rebound:
                execution.EmitFailure(EmitEvent.Rebound, ExceptionFailures.Describe(value, execution.Script.Files));
                break;
            case EventNames.Snapshot:
                execution.EmitSnapshot(_values.Snapshot(ScriptJson.ToNode(value)));
                break;
            case EventNames.UpdateSnapshot:
                execution.EmitSnapshot(_values.Snapshot(Merged(OutputValues.Object(name, value))));
                break;
            case EventNames.UpdateKeys:
                execution.Emit(EmitEvent.UpdateKeys, _values.Json(OutputValues.Object(name, value)));
                break;
            case EventNames.HttpReply:
                if (!execution.Request.CanReply)
                    throw new ScriptException(EventNames.NobodyWaits);
                var reply = _values.Json(OutputValues.Object(name, value));
                if (!Scripting.Frames.HttpReply.TryRead(reply, out _, out var problem))
                    throw new ScriptException(EventNames.Refused(name, problem), Scripting.Frames.HttpReply.Code);
                execution.Emit(EmitEvent.HttpReply, reply);
                break;
            case EventNames.Handled:
                execution.Emit(EmitEvent.Handled, default);
                break;
            default:
                throw new ScriptException(EventNames.Unknown(name));
        }
    }

    private JsonObject Merged(JsonObject changes)
    {
        if (changes.ContainsKey("$set"))
            throw new ScriptException("ERROR: $set is not supported any more in `updateSnapshot` event");
        var merged = InputValues.Parse(execution.Snapshot) as JsonObject ?? [];
        foreach (var (field, value) in changes)
            merged[field] = value?.DeepClone();
        return merged;
    }
}
