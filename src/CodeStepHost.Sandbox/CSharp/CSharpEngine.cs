using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

internal sealed class CSharpEngine
{
    public static (PreparedScript Facts, IPreparedStep? Step) Prepare(PrepareRequest request) =>
        (new PreparedScript(null, false, [new ScriptDiagnostic("error", "x", "x", request.Entry, 1, 1)]), null);
}
