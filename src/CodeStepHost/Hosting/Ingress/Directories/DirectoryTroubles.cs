using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Hosting.Ingress.Directories;

/// <summary>What a trigger cannot read or put away. It is logged when it begins, not at every look.</summary>
internal sealed class DirectoryTroubles(StepAddress trigger, TimeProvider time, ILogger logger)
{
    private const int MostLines = 20;

    /// <summary>What is so at present; replaced as a whole.</summary>
    public IReadOnlyList<DirectoryTrouble> Present { get; private set; } = [];

    /// <param name="problems">By the file's path; an empty one stands for the folder.</param>
    public void Are(IReadOnlyDictionary<string, string> problems)
    {
        var before = Present;
        var present = problems.Select(problem => before.FirstOrDefault(trouble => trouble.Path == problem.Key && trouble.Problem == problem.Value)
            ?? new DirectoryTrouble(trigger, problem.Key, problem.Value, time.GetUtcNow())).ToList();
        var begun = present.Except(before).ToList();
        foreach (var trouble in begun.Take(MostLines))
            logger.LogWarning("{Address} cannot take in {What}, and tries it again: {Problem}", trigger, trouble.Path.Length == 0 ? "its files" : trouble.Path, trouble.Problem);
        if (begun.Count > MostLines)
            logger.LogWarning("{Address} cannot take in {Count} more files", trigger, begun.Count - MostLines);
        if (before.Count > 0 && present.Count == 0)
            logger.LogInformation("{Address} can take in its files again", trigger);
        Present = present;
    }
}

/// <summary>Something that a trigger cannot read or put away.</summary>
/// <param name="Path">The file; empty: the folder.</param>
internal sealed record DirectoryTrouble(StepAddress Trigger, string Path, string Problem, DateTimeOffset Since)
{
    /// <summary>As health tells it.</summary>
    public object Document() => new { flow = Trigger.Flow, step = Trigger.Step, file = Path.Length == 0 ? null : Path, problem = Problem, since = Since };
}
