using CodeStepHost.Sandbox.JavaScript;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Running;

/// <summary>A script, in whichever language, of a step with <c>input</c>: it sees the body that this makes.</summary>
internal sealed class MappedStep(IPreparedStep script, ScriptInput input) : IPreparedStep
{
    private readonly InputMapper _mapper = new(input);

    public PrepareRequest Request => script.Request;

    public EndedPayload Execute(Execution execution) => _mapper.Map(execution) ?? script.Execute(execution);

    public void Dispose()
    {
        _mapper.Dispose();
        script.Dispose();
    }
}
