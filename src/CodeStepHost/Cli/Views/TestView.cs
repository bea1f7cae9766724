using CodeStepHost.Cli.Output;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Cli.Views;

/// <summary>How cases and their outcomes look.</summary>
internal static class TestView
{
    /// <summary>Of a new case's outcome, a person reads so many lines here and the others in the file.</summary>
    private const int LinesOfNew = 60;

    public static void Case(Page page, CaseResult result, string currentDirectory)
    {
        page.Line(Word(result.Verdict), $" {result.Case}");
        foreach (var problem in result.Problems)
            page.Indented(9, 2, Ink.Bad(problem));
        foreach (var note in result.Notes)
            page.Indented(9, 2, Ink.Warn(note));
        foreach (var line in result.Difference)
            page.Indented(9, 2, Line(line));
        if (result.Verdict == CaseVerdict.New)
            Outcome(page, result.Received!);
        if (result is { Verdict: CaseVerdict.New or CaseVerdict.Failed, Received: not null })
            page.Indented(9, 2, Ink.Dim(Shown(result.Case.ReceivedFile, currentDirectory)));
    }

    public static void Summary(Page page, IReadOnlyList<CaseResult> results, TimeSpan took)
    {
        page.Gap();
        foreach (var group in results.Where(result => result.Verdict is CaseVerdict.Failed or CaseVerdict.New).GroupBy(result => result.Verdict).OrderBy(group => group.Key))
            page.Line(Ink.Dim($"{(group.Key == CaseVerdict.New ? "new" : "failed")}: {string.Join(", ", group.Take(10).Select(result => result.Case.ToString()))}{(group.Count() > 10 ? ", …" : "")}"));
        var text = $"{Count(CaseVerdict.Passed)} passed, {Count(CaseVerdict.Failed)} failed, {Count(CaseVerdict.New)} new{(Count(CaseVerdict.Accepted) > 0 ? $", {Count(CaseVerdict.Accepted)} accepted" : "")}";
        page.Line(results.Any(result => result.Verdict is CaseVerdict.Failed or CaseVerdict.New) ? Ink.Bad(text) : Ink.Good(text), Ink.Dim($" in {took.TotalSeconds:0.0}s"));
        if (results.Any(result => result.Verdict is CaseVerdict.New || (result.Verdict is CaseVerdict.Failed && result.Problems.Count == 0)))
            page.Line(Ink.Dim("where what came out is right: the same with --accept, then commit the *.verified.json files"));

        int Count(CaseVerdict verdict) => results.Count(result => result.Verdict == verdict);
    }

    public static object Document(IReadOnlyList<CaseResult> results, string currentDirectory) => new
    {
        passed = results.Count(result => result.Verdict == CaseVerdict.Passed),
        failed = results.Count(result => result.Verdict == CaseVerdict.Failed),
        @new = results.Count(result => result.Verdict == CaseVerdict.New),
        accepted = results.Count(result => result.Verdict == CaseVerdict.Accepted),
        cases = results.Select(result => new
        {
            flow = result.Case.Flow.Definition.Name,
            @case = result.Case.Name,
            verdict = Choice.Word(result.Verdict),
            milliseconds = (long)result.Duration.TotalMilliseconds,
            problems = result.Problems,
            notes = result.Notes,
            difference = result.Difference.Select(line => $"{line.Mark} {line.Text}"),
            input = Shown(result.Case.InputFile, currentDirectory),
            verified = Shown(result.Case.VerifiedFile, currentDirectory),
            received = result is { Verdict: CaseVerdict.New or CaseVerdict.Failed, Received: not null } ? Shown(result.Case.ReceivedFile, currentDirectory) : null,
        }),
    };

    private static void Outcome(Page page, string received)
    {
        var lines = received.TrimEnd('\n').Split('\n');
        foreach (var line in lines.Take(LinesOfNew))
            page.Indented(9, 2, line.Length > 240 ? $"{line[..240]}… ({line.Length} characters)" : line);
        if (lines.Length > LinesOfNew)
            page.Indented(9, 2, Ink.Dim($"… and {lines.Length - LinesOfNew} more lines"));
    }

    private static Ink Line(DiffLine line) => line.Mark switch
    {
        '-' => Ink.Bad($"- {line.Text}"),
        '+' => Ink.Good($"+ {line.Text}"),
        _ => Ink.Dim($"{line.Mark} {line.Text}"),
    };

    private static Ink Word(CaseVerdict verdict) => verdict switch
    {
        CaseVerdict.Passed => Ink.Good("passed  "),
        CaseVerdict.Accepted => Ink.Good("accepted"),
        CaseVerdict.New => Ink.Warn("new     "),
        _ => Ink.Bad("failed  "),
    };

    private static string Shown(string path, string currentDirectory) => Path.GetRelativePath(currentDirectory, path).Replace('\\', '/');
}
