namespace CodeStepHost.Flows.Definitions;

/// <summary>What reading a <c>flow.yaml</c> gave.</summary>
public abstract record FlowReadResult
{
    private FlowReadResult(IReadOnlyList<FlowProblem> problems) => Problems = problems;

    /// <summary>Errors and warnings in the order of their places.</summary>
    public IReadOnlyList<FlowProblem> Problems { get; }

    /// <summary>The flow can be deployed.</summary>
    /// <param name="Definition">The flow with every default filled in.</param>
    /// <param name="Warnings">What is probably not as meant.</param>
    public sealed record Accepted(FlowDefinition Definition, IReadOnlyList<FlowProblem> Warnings) : FlowReadResult(Warnings);

    /// <summary>The flow cannot be deployed.</summary>
    /// <param name="Errors">At least one error, and the warnings.</param>
    public sealed record Rejected(IReadOnlyList<FlowProblem> Errors) : FlowReadResult(Errors);
}
