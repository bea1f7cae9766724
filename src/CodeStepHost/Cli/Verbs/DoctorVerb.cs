using System.CommandLine;
using CodeStepHost.Cli.Checking;
using CodeStepHost.Cli.Output;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep doctor</c>: whether this machine can run flows.</summary>
internal static class DoctorVerb
{
    public static Command Create(CliContext context) => new Command("doctor", "Check all that a host needs, and say what to do").Does(context, async (run, cancellationToken) =>
    {
        var checks = await new Doctor(context, run.Value(GlobalOptions.Data)).ExamineAsync(cancellationToken).ConfigureAwait(false);
        run.Show(() => new { healthy = checks.All(check => check.IsGood), checks = checks.Select(Document) }, page => Show(page, checks));
        return checks.All(check => check.IsGood) ? ExitCodes.Done : ExitCodes.SomethingFailed;
    });

    private static void Show(Page page, IReadOnlyList<HealthCheck> checks)
    {
        var width = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            page.Indented(0, width + 8, check.IsGood ? Ink.Good("ok    ") : Ink.Bad("FAIL  "), Ink.Bold(check.Name.PadRight(width)), $"  {check.Finding}");
            if (!check.IsGood && check.Advice is { } advice)
                page.Indented(width + 8, 0, Ink.Dim($"→ {advice}"));
        }
    }

    private static object Document(HealthCheck check) => new { name = check.Name, good = check.IsGood, finding = check.Finding, advice = check.IsGood ? null : check.Advice };
}
