namespace CodeStepHost.Flows.Definitions;

/// <summary>Which steps' outputs a flow's messages carry with them.</summary>
/// <param name="Steps">The names of the steps; null: all.</param>
public sealed record PassthroughPolicy(IReadOnlyList<string>? Steps)
{
    /// <summary>Whether messages carry the outputs of that step.</summary>
    public bool Carries(string step) => Steps is null || Steps.Contains(step);
}
