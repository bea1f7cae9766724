using System.Globalization;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>The rules of the steps that filter, route, split and transform, as far as they can be judged without reading JSONata: that is done by a script process.</summary>
internal static class RoutingRules
{
    private static readonly string[] FileEndings = [".jsonata"];

    public static void Check(FlowSource flow, FlowPackage package, ProblemList problems)
    {
        foreach (var step in flow.Steps)
        {
            switch (step.Uses)
            {
                case StepKinds.Route:
                    CheckRoute(step, problems);
                    break;
                case StepKinds.Transform:
                    CheckTransform(step, package, problems);
                    break;
            }
        }
    }

    /// <summary>The step's expressions, in the order in which they are written.</summary>
    public static IReadOnlyList<StepExpression> ExpressionsOf(StepSource step, FlowPackage package) => step.Uses switch
    {
        StepKinds.Filter => [.. Of("where", step.Config.Scalar("where"))],
        StepKinds.Route => [.. step.Cases.SelectMany((route, index) => Of(string.Create(CultureInfo.InvariantCulture, $"cases[{index}].when"), route.Scalar("when")))],
        StepKinds.Split => [.. Of("each", step.Config.Scalar("each")), .. (step.Config.Map("keep")?.Entries ?? []).SelectMany(kept => Of($"keep.{kept.Key}", kept.Value as SourceScalar))],
        StepKinds.Transform when step.Config.Scalar("file") is { } file => package.Files.TryGetValue(file.Text, out var text) ? [new StepExpression("file", text, file.Text, text, 1, 1)] : [],
        StepKinds.Transform => [.. Of("expression", step.Config.Scalar("expression"))],
        StepKinds.HttpRequest => [.. RequestRules.ExpressionsOf(step)],
        StepKinds.Aggregate => [.. Of("key", step.Config.Scalar("key")), .. Of("item", step.Config.Scalar("item"))],
        _ => [],
    };

    /// <summary>The expression of a key; none when the key is not there.</summary>
    public static IEnumerable<StepExpression> Of(string key, SourceScalar? scalar) =>
        scalar is null ? [] : [new StepExpression(key, scalar.Text, FlowPackage.DefinitionFile, scalar.Written, scalar.Place.Line, scalar.Place.Column)];

    private static void CheckRoute(StepSource step, ProblemList problems)
    {
        if (step.Body.Find("to") is { } to)
        {
            problems.ErrorUnlessReported(to.Place, ProblemCodes.Config, $"a step that uses {Quote.Text(step.Uses)} sends messages where its `cases` and `otherwise` say; leave `to` out");
        }

        if (step.Config.Scalar("match")?.Text is "all")
        {
            return;
        }

        // Of the first case that fits, the later ones get nothing.
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (route, number) in step.Cases.Select((route, index) => (route, index + 1)))
        {
            if (route.Scalar("when") is not { } when)
            {
                continue;
            }

            var text = when.Text.Trim();
            if (known.TryGetValue("true", out var first) || known.TryGetValue(text, out first))
            {
                problems.Warn(when.Place, ProblemCodes.Unreachable, string.Create(CultureInfo.InvariantCulture, $"no message can reach this case: case {first} takes all for which it would be true"));
            }

            known.TryAdd(text, number);
        }

        if (known.TryGetValue("true", out var always) && step.Config.Find("otherwise") is { } otherwise)
        {
            problems.Warn(otherwise.Place, ProblemCodes.Unreachable, string.Create(CultureInfo.InvariantCulture, $"no message can reach `otherwise`: case {always} takes all"));
        }
    }

    private static void CheckTransform(StepSource step, FlowPackage package, ProblemList problems)
    {
        if (step.Body.Find("config") is not { Value: SourceMap } entry)
        {
            return;
        }

        switch (step.Config.Find("expression"), step.Config.Find("file"))
        {
            case (null, null):
                problems.ErrorUnlessReported(entry.Place, ProblemCodes.Config, $"a step that uses {Quote.Text(step.Uses)} needs `expression` or `file`");
                break;
            case ({ }, { } file):
                problems.ErrorUnlessReported(file.Place, ProblemCodes.Config, "`expression` and `file` exclude each other");
                break;
            case (null, { Value: SourceScalar file }) when !package.Files.ContainsKey(file.Text):
                FolderFileRules.ReportMissing(file, package, FileEndings, problems);
                break;
        }
    }
}
