using CodeStepHost.Sandbox.Running;
using Jint.Native;
using Jint.Runtime;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Makes the message that came with an execution a value of an engine.</summary>
internal static class IncomingMessage
{
    /// <param name="withId">Whether its id is looked at.</param>
    /// <exception cref="JavaScriptException">The message is too deep.</exception>
    public static JsValue Parse(StepRealm realm, Execution execution, bool withId)
    {
        var request = execution.Request;
        var message = request.Content.IsEmpty ? new JsObject(realm.Engine) : ParseContent(realm, request.Content.Span);
        if (message is JsObject bare && !TypeConverter.ToBoolean(bare.Get("headers")))
            bare.Set("headers", new JsObject(realm.Engine));

        // Not enumerable: a message that is passed on must not take its id with it.
        if (withId && request.MessageId.Length > 0 && message is JsObject content && !content.HasOwnProperty("id"))
            content.DefineOwnProperty("id", new Jint.Runtime.Descriptors.PropertyDescriptor(request.MessageId, writable: true, enumerable: false, configurable: true));
        return message;
    }

    // The host has made sure that it is JSON.
    private static JsValue ParseContent(StepRealm realm, ReadOnlySpan<byte> content)
    {
        try
        {
            return realm.Json.Parse(content);
        }
        catch (JavaScriptException)
        {
            throw realm.Error($"The message is more than {EngineOptions.DeepestJson} levels deep.", LimitCodes.Depth);
        }
    }
}
