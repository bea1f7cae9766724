using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>HTTP calls of one execution; the host makes them.</summary>
internal sealed class StepHttp(Execution execution) : ScriptHttp
{
    private readonly Dictionary<int, TaskCompletionSource<ScriptHttpResponse>> _calls = [];

    public override Task<ScriptHttpResponse> SendAsync(ScriptHttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = request.Body is { } bytes ? Convert.ToBase64String(bytes.Span) : null;
        var answered = new TaskCompletionSource<ScriptHttpResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_calls)
        {
            var call = execution.SendHttp(request.Method.ToUpperInvariant(), request.Url, [.. request.Headers], body, (int?)request.Timeout?.TotalMilliseconds);
            _calls.Add(call, answered);
        }
        return answered.Task;
    }

    /// <summary>Calls that wait for their answers.</summary>
    public int Outstanding
    {
        get
        {
            lock (_calls)
                return _calls.Count;
        }
    }

    /// <summary>Completes the call that was answered.</summary>
    public void Settle(HttpAnswer answer)
    {
        TaskCompletionSource<ScriptHttpResponse>? call;
        lock (_calls)
        {
            if (!_calls.Remove(answer.Call, out call))
                return;
        }
        if (answer.Error is { } error)
            call.SetException(new ScriptException(error.Message, error.Code, error.StatusCode));
        else
            call.SetResult(new ScriptHttpResponse(answer.Status, answer.StatusText ?? "", answer.Headers, answer.Body is null ? [] : Convert.FromBase64String(answer.Body)));
    }
}
