using System.Globalization;
using System.Text;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Json;
using Jint.Runtime;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Makes messages' bodies by a step's <c>input</c>, in an engine of its own: nothing that scripts do to theirs changes what expressions give.</summary>
internal sealed class InputMapper(ScriptInput input) : IDisposable
{
    private readonly byte[] _shape = Encoding.UTF8.GetBytes(input.Shape);
    private readonly CappedBuffer _buffer = new();
    private StepRealm? _realm;
    private JsValue[] _fixed = [];

    /// <summary>Gives the execution the message with its new body.</summary>
    /// <returns>How the execution ends because that failed; null when all went well.</returns>
    public EndedPayload? Map(Execution execution)
    {
        var realm = _realm ??= Open();
        FailedInput? failed = null;
        realm.Begin(execution);
        try
        {
            var ended = Guard.Run(realm, execution, () => Fill(realm, execution, out failed), out var isReusable);
            if (!isReusable)
                Dispose();
            return ended.Kind == "completed" ? null : ended with { Input = failed };
        }
        finally
        {
            realm.Reset();
        }
    }

    public void Dispose()
    {
        _realm?.Dispose();
        _realm = null;
    }

    private StepRealm Open()
    {
        var realm = new StepRealm(new FlowModules(new Dictionary<string, string>(StringComparer.Ordinal), ""));
        var expressions = new JsArray(realm.Engine, [.. input.Expressions.Select(text => (JsValue)new JsString(text))]);
        _fixed = [realm.Json.Parse(_shape), expressions];
        return realm;
    }

    private ScriptFailure? Fill(StepRealm realm, Execution execution, out FailedInput? failed)
    {
        failed = null;
        var message = IncomingMessage.Parse(realm, execution, withId: true);
        JsValue body;
        try
        {
            var fill = (Function)realm.Load("expressions.js").Get("fill");
            body = fill.Call(JsValue.Undefined, [.. _fixed, message, realm.Emitter.FlowVariables()]);
        }
        catch (JavaScriptException thrown) when (Failures.Describe(thrown) is { Name: "ExpressionError" } described && described.Message.Split(':', 3) is [var number, var position, var text])
        {
            failed = new FailedInput(int.Parse(number, CultureInfo.InvariantCulture), int.Parse(position, CultureInfo.InvariantCulture));
            return described with { Message = text, Stack = null };
        }

        var limit = execution.Script.Limits.MessageBytes;
        _buffer.Begin(limit);
        if (!new JsonSerializer(realm.Engine).Serialize(body, _buffer))
            return Nothing(out failed);
        if (_buffer.IsOver)
            return new ScriptFailure("Error", $"The body that `input` makes has {_buffer.Count} bytes; a message may have {limit}.", Code: LimitCodes.Message);
        execution.Replace(JsonMembers.WithBody(execution.Request.Content, _buffer.Written.Span));
        return null;
    }

    private static ScriptFailure Nothing(out FailedInput failed)
    {
        failed = new FailedInput(0, 0);
        return new ScriptFailure("ExpressionError", "the expression gives nothing, so the step has no body", Code: "expression.nothing");
    }
}
