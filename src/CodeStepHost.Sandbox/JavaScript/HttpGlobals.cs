using CodeStepHost.Scripting.Frames;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>The bridge between the scripts' HTTP functions and the host, which makes the calls.</summary>
internal static class HttpGlobals
{
    /// <summary>Arguments: method, url, headers as an array of pairs, body as bytes or null, time-out in milliseconds or null, resolve, reject, and the most redirects to follow or null. Gives the call's number.</summary>
    public static JsValue Send(StepRealm realm, JsValue[] arguments)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var pair in arguments[2].AsArray())
            headers.Add(new(pair.Get("0").ToString(), pair.Get("1").ToString()));
        var body = arguments[3] is ObjectInstance bytes ? Convert.ToBase64String(bytes.AsUint8Array()) : null;
        int? timeout = arguments[4].IsNumber() ? (int)Math.Clamp(arguments[4].AsNumber(), 1, int.MaxValue) : null;
        int? redirects = arguments.Length > 7 && arguments[7].IsNumber() ? (int)Math.Clamp(arguments[7].AsNumber(), 0, int.MaxValue) : null;
        var call = realm.Execution.SendHttp(arguments[0].ToString(), arguments[1].ToString(), headers, body, timeout, redirects);
        realm.HttpCalls.Add(call, new CallUnderWay((Function)arguments[5], (Function)arguments[6], realm.StackHere()));
        return call;
    }

    /// <summary>The answer of a call is not wanted any more.</summary>
    public static JsValue Forget(StepRealm realm, JsValue[] arguments)
    {
        realm.HttpCalls.Remove((int)arguments[0].AsNumber());
        return JsValue.Undefined;
    }

    /// <summary>Settles the promise of the call that was answered.</summary>
    public static void Settle(StepRealm realm, HttpAnswer answer)
    {
        if (!realm.HttpCalls.Remove(answer.Call, out var call))
            return;
        if (answer.Error is { } error)
            call.Reject.Call(JsValue.Undefined, [ErrorOf(realm, error, call.Stack)]);
        else
            call.Resolve.Call(JsValue.Undefined, [ResponseOf(realm, answer)]);
    }

    // It is made when the answer comes, but belongs to where the call was made.
    private static ObjectInstance ErrorOf(StepRealm realm, ScriptFailure failure, string stack)
    {
        var error = (ObjectInstance)realm.Error(failure.Message, failure.Code).Error;
        error.Set("stack", stack.Length == 0 ? $"Error: {failure.Message}" : $"Error: {failure.Message}\n{stack}");
        if (failure.Cause is { } cause)
            error.Set("cause", ErrorOf(realm, cause, ""));
        return error;
    }

    private static JsObject ResponseOf(StepRealm realm, HttpAnswer answer)
    {
        var response = new JsObject(realm.Engine);
        response.Set("status", answer.Status);
        response.Set("statusText", answer.StatusText ?? "");
        response.Set("url", answer.Url ?? "");
        response.Set("headers", new JsArray(realm.Engine, [.. answer.Headers.Select(header => new JsArray(realm.Engine, [header.Key, header.Value]))]));
        response.Set("body", realm.Engine.Intrinsics.Uint8Array.Construct(answer.Body is null ? [] : Convert.FromBase64String(answer.Body)));
        return response;
    }
}

/// <summary>A call under way: the functions that settle its promise, and the author's lines of the stack on which it was made.</summary>
internal sealed record CallUnderWay(Function Resolve, Function Reject, string Stack);
