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
                CheckMissing(script, package, problems);
            }
        }
    }

    private static void CheckMissing(SourceScalar script, FlowPackage package, ProblemList problems)
    {
        if (problems.IsFull)
        {
            problems.ErrorUnlessReported(script.Place, ProblemCodes.Script, $"the folder has no file {Quote.Text(script.Text)}");
            return;
        }

        var plain = script.Text.StartsWith("./", StringComparison.Ordinal) ? script.Text[2..] : script.Text;
        var scripts = package.Files.Keys.Where(name => Endings.Contains(Path.GetExtension(name))).Order(StringComparer.Ordinal).ToList();
        var nearest = NearestName.Find(plain, scripts);
        var reason = nearest is not null && string.Equals(nearest, plain, StringComparison.OrdinalIgnoreCase) && nearest != plain
            ? "; upper and lower case differ"
            : "";
        problems.ErrorUnlessReported(script.Place, ProblemCodes.Script, $"the folder has no file {Quote.Text(script.Text)}{reason}", nearest);
    }
}
