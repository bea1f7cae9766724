using System.Threading.Channels;
using CodeStepHost.Cli;
using CodeStepHost.Cli.Checking;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Views;
using CodeStepHost.Desk.Trying;
using CodeStepHost.Desk.Watching;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Desk;

/// <summary>
/// A person works on scripts, and sees after each save what came of it. One round follows another; a save ends the round at work, whose
/// files then belong to the next. A round:
/// <list type="number">
/// <item>reads the flows, and finds the steps that are other than they were: by their settings, scripts and what these require;</item>
/// <item>checks those steps, and shows what is wrong with its place;</item>
/// <item>tries those steps with a sample message, and shows what they emit as it comes;</item>
/// <item>runs the cases of those steps, and cases that were saved themselves.</item>
/// </list>
/// </summary>
/// <param name="root">The folder; a full path.</param>
/// <param name="only">The one step to try, as <c>flow/step</c> or <c>step</c>; null: those that were saved.</param>
internal sealed class DevSession(string root, string? only, FolderWatch watch, ChannelReader<string> typed, ScriptBench bench, Samples samples, CliContext context)
{
    /// <summary>A file that many scripts require is tried with so many of them.</summary>
    private const int MostTried = 3;

    private readonly DevView _view = new(context);
    private readonly Dictionary<string, string> _marks = [];
    private Dictionary<string, IReadOnlyList<Finding>> _findings = [];
    private IReadOnlyList<Finding> _flowFindings = [];
    private readonly Dictionary<string, string> _given = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _emitted = [];
    private string? _lastTried;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var saved = watch.NextAsync(cancellationToken);
        var line = typed.ReadAsync(cancellationToken).AsTask();
        Round round = new Round.First();
        while (true)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var working = WorkAsync(round, stop.Token);
            await Task.WhenAny(working, saved).ConfigureAwait(false);
            if (!working.IsCompleted)
                await stop.CancelAsync().ConfigureAwait(false);
            var isDone = await working.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (!isDone)
                _view.Note("ended, because of the next save");
            else if (round is Round.First)
                Welcome();

            // Who has closed the input can type nothing more.
            if (line.IsFaulted)
                line = new TaskCompletionSource<string>().Task;
            await Task.WhenAny(saved, line).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (saved.IsCompleted)
            {
                var files = await saved.ConfigureAwait(false);
                round = (isDone, round) switch
                {
                    (false, Round.First) => round,
                    (false, Round.Saved given) => new Round.Saved([.. given.Files.Union(files)]),
                    _ => new Round.Saved(files),
                };
                saved = watch.NextAsync(cancellationToken);
            }
            else if (line.IsCompletedSuccessfully)
            {
                round = new Round.Typed(await line.ConfigureAwait(false));
                line = typed.ReadAsync(cancellationToken).AsTask();
            }
        }
    }

    /// <returns>False when it was ended in the middle.</returns>
    private async Task<bool> WorkAsync(Round round, CancellationToken cancellationToken)
    {
        try
        {
            // 1.
            var set = FlowSets.Read(root, Shown);
            var steps = set.Flows.SelectMany(flow => flow.Definition.Steps.Where(step => step.Uses == StepKinds.Code).Select(step => new StepInFolder(flow, step))).ToList();
            if (round is Round.Typed typed)
            {
                await ObeyAsync(typed.Line, steps, cancellationToken).ConfigureAwait(false);
                return true;
            }

            var files = (round as Round.Saved)?.Files ?? [];
            var marks = steps.ToDictionary(step => step.Key, step => StepMark.Of(step.Flow, step.Step));
            var concerned = steps.Where(step => !_marks.TryGetValue(step.Key, out var mark) || mark != marks[step.Key]).ToList();
            var cases = set.Flows.SelectMany(TestFiles.Of).ToList();
            var savedCases = cases.Where(test => files.Any(file => Path.GetDirectoryName(file) == test.Folder)).ToList();
            var savedSamples = steps.Where(step => files.Contains(Samples.FileOf(step.Flow, step.Step))).ToList();
            if (round is Round.Saved)
            {
                if (concerned.Count == 0 && savedCases.Count == 0 && savedSamples.Count == 0 && set.Findings.SequenceEqual(_flowFindings) && !files.Any(IsDefinition))
                    return true;
                _view.Saved(files);
            }

            // 2.
            var findings = await CheckAsync(steps, concerned, set.Findings, round is Round.First || files.Any(IsDefinition), cancellationToken).ConfigureAwait(false);
            var sound = concerned.Where(step => !findings[step.Key].Any(finding => finding.IsError)).ToList();

            // 3.
            if (round is Round.Saved || only is not null)
                await TryAllAsync(Chosen(steps, [.. sound.Union(savedSamples).Where(step => !findings[step.Key].Any(finding => finding.IsError))]), cases, cancellationToken).ConfigureAwait(false);

            // 4.
            var soundKeys = sound.Select(step => step.Key).ToHashSet();
            await TestAsync([.. cases.Where(test => savedCases.Contains(test) || (StepOf(test) is { } step && soundKeys.Contains(step.Key)))], cancellationToken).ConfigureAwait(false);
            Remember(marks, findings, set.Findings);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder between two saves; the next one is looked at again.
            _view.Problem(exception.Message);
            return true;
        }
    }

    private void Remember(Dictionary<string, string> marks, Dictionary<string, IReadOnlyList<Finding>> findings, IReadOnlyList<Finding> flowFindings)
    {
        // Steps of a flow that cannot be read for the moment are known still.
        foreach (var (step, mark) in marks)
            _marks[step] = mark;
        (_findings, _flowFindings) = (findings, flowFindings);
    }

    /// <summary>Checks the steps that are concerned, and shows what is wrong; of the others, how much was wrong already.</summary>
    /// <param name="definitionSaved">Whether a <c>flow.yaml</c> or <c>codestep.yaml</c> is to be spoken of even if nothing follows from it.</param>
    /// <returns>All that is known of every step.</returns>
    private async Task<Dictionary<string, IReadOnlyList<Finding>>> CheckAsync(List<StepInFolder> steps, List<StepInFolder> concerned, IReadOnlyList<Finding> flowFindings, bool definitionSaved, CancellationToken cancellationToken)
    {
        var findings = steps.ToDictionary(step => step.Key, step => _findings.GetValueOrDefault(step.Key, []));
        if (definitionSaved || !flowFindings.SequenceEqual(_flowFindings))
            _view.Findings(flowFindings);
        var shown = new HashSet<Finding>();
        foreach (var step in concerned)
        {
            var found = await bench.CheckAsync(step.Flow, step.Step, cancellationToken).ConfigureAwait(false);
            findings[step.Key] = [.. found.Select(finding => Finding.Of(finding, Shown(Path.Combine(step.Flow.Folder, finding.File))))];

            // Steps may share a script; what is wrong with it is said once.
            _view.Findings([.. findings[step.Key].Where(shown.Add)]);
        }

        var all = findings.Values.SelectMany(found => found).Concat(flowFindings).Distinct().ToList();
        if (concerned.Count > 0 || !flowFindings.SequenceEqual(_flowFindings) || definitionSaved)
            _view.Counts(steps.Select(step => step.Flow.Folder).Distinct().Count(), steps.Count, all);
        return findings;
    }

    private List<StepInFolder> Chosen(List<StepInFolder> steps, List<StepInFolder> concerned) => only is null
        ? concerned
        : [.. steps.Where(step => IsCalled(step, only) && (concerned.Count == 0 || concerned.Exists(other => other.Key == step.Key)))];

    private async Task TryAllAsync(List<StepInFolder> steps, List<TestCase> cases, CancellationToken cancellationToken)
    {
        // The step that a person works on comes first.
        foreach (var step in steps.OrderBy(step => step.Key == _lastTried ? 0 : 1).Take(MostTried))
            await TryAsync(step, cases, cancellationToken).ConfigureAwait(false);
        if (steps.Count > MostTried)
            _view.Note($"{Figures.Count(steps.Count - MostTried, "other step")} not tried; a step's name tries it");
    }

    private async Task TryAsync(StepInFolder step, List<TestCase> cases, CancellationToken cancellationToken)
    {
        try
        {
            var ofFlow = cases.Where(test => test.Flow.Folder == step.Flow.Folder).ToList();
            var sample = _given.TryGetValue(step.Key, out var given)
                ? samples.OfText(step.Flow, step.Step, given, "what you typed")
                : await samples.FindAsync(step.Flow, step.Step, ofFlow, before => _emitted.GetValueOrDefault(new StepInFolder(step.Flow, before).Key), cancellationToken).ConfigureAwait(false);
            if (sample is null)
            {
                _view.Note($"{step}: no message to try it with; put one into {Shown(Samples.FileOf(step.Flow, step.Step))}{(Samples.Before(step.Flow, step.Step).FirstOrDefault(before => before.Uses == StepKinds.Code) is { } before ? $", or try {before.Name} first" : "")}");
                return;
            }

            _lastTried = step.Key;
            _view.Trying(step.Flow, step.Step, sample);
            var live = new LiveEmissions(_view, context.Time);
            var end = await bench.TryAsync(sample, live, live.Called, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (!live.Last.IsEmpty)
                _emitted[step.Key] = live.Last;
            Conclude(step, live, end);
        }
        catch (SampleException exception)
        {
            _view.Problem(exception.Message);
        }
    }

    private void Conclude(StepInFolder step, LiveEmissions live, ComponentEnd end)
    {
        if (live.Unseen > 0)
            _view.Note($"          … and {Figures.Count(live.Unseen, "more line")}");
        var dropped = live.Messages == 0 ? "" : $"; {Figures.Count(live.Messages, "message")} dropped";
        var error = end switch
        {
            ComponentEnd.Threw threw => threw.Error,
            ComponentEnd.LimitExceeded limit => limit.Error,
            ComponentEnd.SandboxLost lost => lost.Error,
            _ => null,
        };
        if (live.Rebound is not null && end is (ComponentEnd.Completed or ComponentEnd.Threw))
        {
            var rebound = step.Step.Rebound;
            _view.Event(live.Elapsed, Ink.Warn("parked"), rebound.Limit == 0 ? "not at all: rebound.limit is 0, so the message fails" : $"comes back in {Figures.Span(rebound.Wait(1))}, up to {Figures.Count(rebound.Limit, "time")}");
            if (error is not null)
                _view.Error(error, step.Flow.Package.Files, step.Flow.Folder);
            return;
        }

        if (error is not null)
        {
            _view.Event(live.Elapsed, Ink.Bad("failed"), $"nothing leaves the step{dropped}");
            _view.Error(error, step.Flow.Package.Files, step.Flow.Folder);
        }
        else if (live.Errors.Count > 0)
        {
            _view.Event(live.Elapsed, Ink.Bad("failed"), $"{Figures.Count(live.Errors.Count, "error")} recorded{To(step.Step, live.Messages)}");
            foreach (var emitted in live.Errors)
                _view.Error(emitted, step.Flow.Package.Files, step.Flow.Folder);
        }
        else
        {
            _view.Event(live.Elapsed, Ink.Good("done"), live.Messages == 0 ? "no message" : $"{Figures.Count(live.Messages, "message")}{To(step.Step, live.Messages)}");
        }
    }

    private static string To(StepDefinition step, int messages) =>
        messages == 0 ? "" : step.To.Count == 0 ? ", which no step follows" : $" to {string.Join(", ", step.To)}";

    private async Task TestAsync(List<TestCase> cases, CancellationToken cancellationToken)
    {
        if (cases.Count > 0)
            _view.Cases(await bench.TestAsync(cases, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A line that a person wrote: nothing to try the last step again, a step, a message, or both.</summary>
    private async Task ObeyAsync(string line, List<StepInFolder> steps, CancellationToken cancellationToken)
    {
        var text = line.Trim();
        var brace = text.AsSpan().IndexOfAny("{[\"");
        var (name, message) = brace < 0 ? (text, null) : (text[..brace].Trim(), text[brace..]);
        var last = steps.Find(step => step.Key == _lastTried) ?? (steps.Count == 1 ? steps[0] : null);
        var step = name.Length == 0 ? last : steps.Find(step => IsCalled(step, name));
        if (step is not null)
        {
            // What was typed is this step's message from now on, until its name is typed alone.
            if (message is not null)
                _given[step.Key] = message;
            else if (name.Length > 0)
                _given.Remove(step.Key);
            _view.Heading($"{step}");
            await TryAsync(step, [.. steps.Select(other => other.Flow).DistinctBy(flow => flow.Folder).SelectMany(TestFiles.Of)], cancellationToken).ConfigureAwait(false);
        }
        else if (name.Length > 0)
        {
            _view.Note($"no step '{name}'{Nearest.Hint(name, steps.Select(other => other.Step.Name))}; steps with a script: {string.Join(", ", steps.Select(other => other.ToString()))}");
        }
        else
        {
            _view.Note("which step? Write its name, and a message behind it or nothing");
        }
    }

    private void Welcome() => _view.Note(
        $"Watching {Shown(root)}: save a file to try it. {(context.CanAsk ? "Enter tries the last step again, a step's name or a message tries that. " : "")}Ctrl-C ends.");

    private static StepInFolder? StepOf(TestCase test) =>
        CaseStep.Find(test, CaseInputs.Read(test)?.Step, out _) is { } step ? new StepInFolder(test.Flow, step) : null;

    private static bool IsCalled(StepInFolder step, string name) => step.Step.Name == name || step.ToString() == name;

    private static bool IsDefinition(string file) => Path.GetFileName(file) is FlowPackage.DefinitionFile or HostSettings.FileName;

    private string Shown(string path) => Path.GetRelativePath(context.CurrentDirectory, path).Replace('\\', '/');
}
