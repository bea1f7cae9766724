using CodeStepHost.Scripting.Frames;
using Jint.Runtime;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>What an engine asks its host: whether a text may become code. None may.</summary>
internal sealed class EngineHost : Host
{
    private const string Refusal =
        "Text cannot become code while a script runs: eval and new Function are not available to steps. Write the function out, or put it into a file of the flow's folder and require it; "
        + "JSON.parse reads data, object[name] gives a member whose name is made up, and _.template fills in texts.";

    public override void EnsureCanCompileStrings(Realm callerRealm, Realm evalRealm)
    {
        var error = evalRealm.Intrinsics.TypeError.Construct(Refusal);
        error.Set("code", FindingCodes.NotAvailable);
        throw new JavaScriptException(error);
    }
}
