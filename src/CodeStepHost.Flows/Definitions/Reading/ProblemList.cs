using System.Globalization;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Gathers the problems of one file.</summary>
internal sealed class ProblemList(string file)
{
    /// <summary>More problems than this help nobody.</summary>
    private const int Most = 100;

    private readonly List<FlowProblem> problems = [];
    private readonly HashSet<SourcePlace> errorPlaces = [];

    /// <summary>Whether further problems will not be listed, so that looking for suggestions is lost work (of a text made to cost much of it).</summary>
    public bool IsFull => problems.Count > Most;

    public bool HasErrors => errorPlaces.Count > 0;

    public void Error(SourcePlace place, string code, string message, string? suggestion = null)
    {
        errorPlaces.Add(place);
        problems.Add(new FlowProblem(ProblemSeverity.Error, code, message, file, place.Line, place.Column, suggestion));
    }

    /// <summary>Adds an error unless another one stands at that place: a rule need not repeat in other words what the schema has said.</summary>
    public void ErrorUnlessReported(SourcePlace place, string code, string message, string? suggestion = null)
    {
        if (!errorPlaces.Contains(place))
        {
            Error(place, code, message, suggestion);
        }
    }

    public void Warn(SourcePlace place, string code, string message, string? suggestion = null) =>
        problems.Add(new FlowProblem(ProblemSeverity.Warning, code, message, file, place.Line, place.Column, suggestion));

    /// <summary>The problems in the order of their places, errors first where several stand at one.</summary>
    public IReadOnlyList<FlowProblem> InOrder()
    {
        var ordered = problems.Distinct()
            .OrderBy(problem => problem.Line).ThenBy(problem => problem.Column).ThenByDescending(problem => problem.Severity)
            .ToList();
        if (ordered.Count <= Most)
        {
            return ordered;
        }

        // An error must not be cut off by the warnings before it.
        var kept = ordered.OrderByDescending(problem => problem.Severity).Take(Most)
            .OrderBy(problem => problem.Line).ThenBy(problem => problem.Column).ToList();
        var message = string.Create(CultureInfo.InvariantCulture, $"and {ordered.Count - Most} more problems");
        kept.Add(kept[^1] with { Code = ProblemCodes.More, Message = message, Suggestion = null });
        return kept;
    }
}
