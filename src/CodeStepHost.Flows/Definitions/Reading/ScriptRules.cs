namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>The rules of <c>script</c>: only code steps have one, and it is a file of the folder.</summary>
internal static class ScriptRules
{
    /// <summary>What a script's name may end in.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".js", ".cjs", ".csx", ".cs"];

    public static void Check(FlowSource flow, FlowPackage package, ProblemList problems)
    {
        foreach (var step in flow.Steps)
        {
            if (step.Body.Find("script") is not { } entry)
            {
                continue;
            }

            if (step.Uses != StepKinds.Code)
            {
                // Of a step with a misspelt `uses` nothing is known; that is reported already.
                if (StepKinds.All.Contains(step.Uses))
                {
                    problems.ErrorUnlessReported(entry.Place, ProblemCodes.Script, $"only a step that uses `code` has a script; {Quote.Text(step.Name)} uses {Quote.Text(step.Uses)}");
                }
            }
            else if (entry.Value is SourceScalar script && !package.Files.ContainsKey(script.Text))
            {
                FolderFileRules.ReportMissing(script, package, Endings, problems);
            }
        }
    }
}
