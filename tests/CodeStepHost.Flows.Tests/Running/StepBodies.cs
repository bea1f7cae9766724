using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>Things that steps do in tests.</summary>
internal static class StepBodies
{
    public static readonly StepError SelectFailed = new("PostgresException", "42P01: relation \"x\" does not exist") { Code = "42P01" };

    public static FlowTestBed.StepBody Nothing { get; } = (_, _) => Ended();

    /// <summary>Emits the message on.</summary>
    public static FlowTestBed.StepBody Pass { get; } = async (execution, stop) =>
    {
        await execution.Emissions.EmitAsync(new Emission.Data(execution.Claimed.Message.Content), stop);
        return new ComponentEnd.Completed();
    };

    public static FlowTestBed.StepBody Rebound { get; } = async (execution, stop) =>
    {
        await execution.Emissions.EmitAsync(new Emission.Rebound("not yet"), stop);
        return new ComponentEnd.Completed();
    };

    /// <summary>Fails as a database select on a missing table does.</summary>
    public static FlowTestBed.StepBody FailSelect { get; } = (_, _) => Task.FromResult<ComponentEnd>(new ComponentEnd.Threw(SelectFailed));

    public static FlowTestBed.StepBody Emit(params Emission[] emissions) => async (execution, stop) =>
    {
        foreach (var emission in emissions)
            await execution.Emissions.EmitAsync(emission, stop);
        return new ComponentEnd.Completed();
    };

    public static Task<ComponentEnd> Ended() => Task.FromResult<ComponentEnd>(new ComponentEnd.Completed());
}
