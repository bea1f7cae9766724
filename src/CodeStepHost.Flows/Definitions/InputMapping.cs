namespace CodeStepHost.Flows.Definitions;

/// <summary>A step's <c>input</c>: what makes the body that the step works on out of the message that came to it.</summary>
/// <param name="Shape">JSON in which each number stands for what the expression with that index gives.</param>
/// <param name="Expressions">In the order in which they are written.</param>
public sealed record InputMapping(string Shape, IReadOnlyList<StepExpression> Expressions);
