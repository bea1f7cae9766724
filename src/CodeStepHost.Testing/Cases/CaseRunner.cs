using System.Text;
using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Definitions.Reading;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Testing.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Testing.Cases;

/// <summary>What holds for all cases of a run.</summary>
internal sealed record CaseRunnerOptions
{
    /// <summary>Whether outcomes become the accepted ones.</summary>
    public bool Accept { get; init; }

    /// <summary>What <c>${host.url}</c> stands for.</summary>
    public Uri HostUrl { get; init; } = new("http://127.0.0.1:7070");

    /// <summary>How many cases run at once.</summary>
    public int AtOnce { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>The script process's program; null: in the folder <c>sandbox</c> beside this one.</summary>
    public string? SandboxPath { get; init; }
}

/// <summary>
/// Runs cases and compares each outcome with the accepted one. One runner may run again and again, as an editor does: its script processes stay warm.
/// </summary>
internal sealed class CaseRunner(CaseRunnerOptions options) : IAsyncDisposable
{
    /// <summary>Largest input or accepted outcome.</summary>
    private const int MostBytes = 64 << 20;

    private static readonly UTF8Encoding Plain = new(encoderShouldEmitUTF8Identifier: false);

    private readonly SandboxPool _pool = new(
        SharedProcesses.Options(options.AtOnce) with { SandboxPath = options.SandboxPath },
        TimeProvider.System,
        NullLogger<SandboxPool>.Instance);

    /// <summary>Runs cases.</summary>
    /// <param name="ended">Called when a case has ended: in the order of the cases, one at a time.</param>
    /// <returns>Their results, in the order of the cases.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped; what had ended by then was told.</exception>
    public async Task<IReadOnlyList<CaseResult>> RunAsync(IReadOnlyList<TestCase> cases, Action<CaseResult> ended, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(options.AtOnce);
        var twice = cases.GroupBy(test => test.Folder, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).SelectMany(same => same).ToHashSet();
        var running = cases.Select(RunOneAsync).ToList();
        var results = new List<CaseResult>();
        foreach (var run in running)
        {
            results.Add(await run.ConfigureAwait(false));
            ended(results[^1]);
        }

        return results;

        async Task<CaseResult> RunOneAsync(TestCase test)
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var started = TimeProvider.System.GetTimestamp();
                var result = twice.Contains(test)
                    ? Unusable(test, ["another case has this name but for upper and lower case: rename one"])
                    : await RunAsync(test, cancellationToken).ConfigureAwait(false);
                return result with { Duration = TimeProvider.System.GetElapsedTime(started) };
            }
            finally
            {
                places.Release();
            }
        }
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    private async Task<CaseResult> RunAsync(TestCase test, CancellationToken cancellationToken)
    {
        if (!test.HasInput)
            return Unusable(test, [$"there is no {CaseInput.FileName} any more; write one, or delete the folder"]);
        try
        {
            if (CaseInputReader.Read(Plain.GetBytes(TextFile.Read(test.InputFile, MostBytes)), CaseInput.FileName, out var problems) is not { } input)
                return Unusable(test, [.. problems.Select(Sentence)]);
            if (CaseStep.Of(test, input, test.HostUrl ?? options.HostUrl, out var problem) is not { } step)
                return Unusable(test, [problem!]);
            step = step with { Packages = test.Packages, Connections = CaseConnections.Of(test.Flow.Folder, step.Step) };
            var outcome = await new StepStage(_pool).RunAllAsync(step, cancellationToken).ConfigureAwait(false);
            var result = Compare(test, step.Step, outcome, accept: false);
            if (result is { Verdict: CaseVerdict.Passed } or { Problems.Count: > 0 })
                return result;
            if (await ChangesAsync(step, result.Received!, cancellationToken).ConfigureAwait(false) is { } changes)
                return result with { Verdict = CaseVerdict.Failed, Problems = [changes] };
            return options.Accept ? Compare(test, step.Step, outcome, accept: true) : result;
        }
        catch (StageException exception)
        {
            return Unusable(test, [exception.Message]);
        }
        catch (TextFileException exception)
        {
            return Unusable(test, [$"{CaseInput.FileName}: {exception.Message}"]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Unusable(test, [exception.Message]);
        }
    }

    /// <summary>
    /// C# scripts reach the machine's clock and chance: an outcome that would be accepted, or is no longer the accepted one, has to come a second time.
    /// JavaScript has only the step's own.
    /// </summary>
    private async Task<string?> ChangesAsync(StepInput step, string received, CancellationToken cancellationToken)
    {
        if (step.Step.Script is not { } script || !(script.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) || script.EndsWith(".csx", StringComparison.OrdinalIgnoreCase)))
            return null;
        var again = await new StepStage(_pool).RunAllAsync(step, cancellationToken).ConfigureAwait(false);
        return ChangingMembers.Tell(received, again.ToJson());
    }

    private static CaseResult Compare(TestCase test, StepDefinition step, StepOutcomes outcome, bool accept)
    {
        // What is wrong with the script is never what a case is about, so it cannot be accepted.
        var results = outcome.Results.Select(ran => ran.Result).ToList();
        if (results[0].Error is { Code: ErrorCodes.ScriptRejected } rejected)
            return Unusable(test, rejected.Message.Split('\n'));
        var received = outcome.ToJson();
        var verified = File.Exists(test.VerifiedFile) ? Same(TextFile.Read(test.VerifiedFile, MostBytes)) : null;
        var notes = results[^1].UnusedAnswers.Select(call => $"an answer was not used: {call}").ToList();
        IReadOnlyList<string> unexpected =
        [
            .. results.SelectMany(result => result.UnexpectedCalls).Select(call => $"the {(step.Uses == StepKinds.Code ? "script" : "step")} made a call that `http` has no answer for: {call}"),
            .. results.SelectMany(result => result.UnexpectedStatements).Select(sql => $"the step ran a statement that `database` has no result for: {sql}"),
        ];
        if (unexpected.Count > 0)
        {
            File.WriteAllText(test.ReceivedFile, received, Plain);
            return new CaseResult(test, CaseVerdict.Failed, unexpected, notes, verified, received);
        }

        if (verified == received)
        {
            File.Delete(test.ReceivedFile);
            return new CaseResult(test, CaseVerdict.Passed, [], notes, verified, received);
        }

        if (accept)
        {
            File.WriteAllText(test.VerifiedFile, received, Plain);
            File.Delete(test.ReceivedFile);
            return new CaseResult(test, CaseVerdict.Accepted, [], notes, verified, received);
        }

        File.WriteAllText(test.ReceivedFile, received, Plain);
        return new CaseResult(test, verified is null ? CaseVerdict.New : CaseVerdict.Failed, [], notes, verified, received);
    }

    /// <summary>An editor or a checkout may have changed line ends and the last one.</summary>
    private static string Same(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n') + "\n";

    private static CaseResult Unusable(TestCase test, IReadOnlyList<string> problems) => new(test, CaseVerdict.Failed, problems, [], Verified: null, Received: null);

    private static string Sentence(FlowProblem problem) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{problem.File}:{problem.Line}:{problem.Column}: {problem.Message}{(problem.Suggestion is null ? "" : $"; did you mean `{problem.Suggestion}`?")}");
}
