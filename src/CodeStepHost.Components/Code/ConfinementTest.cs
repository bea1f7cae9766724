using System.Globalization;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.Code;

/// <summary>Starts a script process that tries what must fail, and judges what it says.</summary>
internal static class ConfinementTest
{
    private const int ForbiddenCall = 159;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="SandboxException">Scripts must not run here; the message says why, and names the option that lets them run all the same.</exception>
    public static async Task<ConfinementReport> RunAsync(SandboxLauncher launcher, SandboxOptions options, CancellationToken cancellationToken)
    {
        if (options.Confinement == ScriptConfinement.OffITrustEveryScript)
            return new ConfinementReport(ConfinementLevel.Off, "unconfined", $"{ConfinementOption.Name} in {HostSettings.FileName} says so; run only scripts that you trust");
        if (OperatingSystem.IsWindows())
            return new ConfinementReport(ConfinementLevel.Reduced, "job object: memory, one process, ends with the host", "on Windows script processes keep the host's rights to files and network; run only scripts that you trust");
        if (!OperatingSystem.IsLinux())
            return new ConfinementReport(ConfinementLevel.Reduced, "rlimits", "on this system script processes keep the host's rights to files and network; run only scripts that you trust");

        if (options.Bubblewrap is null)
            return await TryAsync(launcher, cancellationToken);
        try
        {
            launcher.Bubblewrap = options.Bubblewrap;
            var report = await TryAsync(launcher, cancellationToken);
            return report with { What = $"bwrap, {report.What}" };
        }
        catch (SandboxException)
        {
            // Installed, and not permitted: in most containers, for example.
            launcher.Bubblewrap = null;
            var report = await TryAsync(launcher, cancellationToken);
            return report with { What = $"{report.What}; bwrap does not work here" };
        }
    }

    private static async Task<ConfinementReport> TryAsync(SandboxLauncher launcher, CancellationToken cancellationToken)
    {
        var pipes = await launcher.StartTestAsync();
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await using var kill = stop.Token.UnsafeRegister(static pipes => ((SandboxPipes)pipes!).Kill(), pipes);
        using var reader = new StreamReader(pipes.FromChild);
        var lines = await reader.ReadToEndAsync(CancellationToken.None);
        var exitCode = await pipes.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        return Judge(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries), exitCode, pipes.LastWords());
    }

    /// <param name="lines">What the process wrote: words and a value in each.</param>
    internal static ConfinementReport Judge(IReadOnlyList<string> lines, int exitCode, string lastWords)
    {
        string? Value(string word) => lines.FirstOrDefault(line => line.StartsWith(word + " ", StringComparison.Ordinal))?[(word.Length + 1)..];

        if (!lines.Contains("done"))
            throw Refused(new SandboxDeath(exitCode, Fault: null, lastWords).Words, lastWords);
        if (Value("open") is { } open)
            throw Refused($"a script process got through with what it must not do: {ShownText.Clean(open, 200)}");
        if (Value("shut") is { } shut)
            throw Refused($"a script process could not do what it has to: {ShownText.Clean(shut, 200)}");
        if (exitCode != ForbiddenCall)
            throw Refused($"a forbidden system call did not end its process, which ended with exit code {exitCode}");

        var landlock = int.Parse(Value("landlock") ?? "0", CultureInfo.InvariantCulture);
        var user = ShownText.Clean(Value("user") ?? "?", 500).Split(": ", 2);
        var what = $"landlock abi {landlock}, seccomp, rlimits, {(user.Length > 1 ? "root without capabilities" : $"user {user[0]}")}";
        return user.Length > 1
            ? new ConfinementReport(ConfinementLevel.Reduced, what, user[1])
            : new ConfinementReport(ConfinementLevel.Full, what);
    }

    private static SandboxException Refused(string why, string lastWords = "") =>
        new($"Scripts cannot be confined here, so none is run: {why}. {lastWords}".TrimEnd() + $" {ConfinementOption.Advice}");
}
