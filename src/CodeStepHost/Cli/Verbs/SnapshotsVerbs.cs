using System.CommandLine;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep snapshots …</c>: what steps remember from message to message.</summary>
internal static class SnapshotsVerbs
{
    public static Command Create(CliContext context) => new Command("snapshots", "What steps remember: list, get, set, reset, history").With(
        List(context), Get(context), Set(context), Reset(context), History(context));

    private static Command List(CliContext context)
    {
        var flow = Filters.Flow();
        return new Command("list", "All snapshots").With(flow).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            await VerbRun.CheckFlowAsync(open.Queries, run.Value(flow), cancellationToken).ConfigureAwait(false);
            var rows = await open.Queries.SnapshotsAsync(run.Value(flow), cancellationToken).ConfigureAwait(false);
            run.Show(() => new { snapshots = rows.Select(SnapshotsView.Document) }, page => SnapshotsView.List(page, rows, run.Now));
            return ExitCodes.Done;
        });
    }

    private static Command Get(CliContext context)
    {
        var step = Filters.Address();
        return new Command("get", "A step's snapshot: its value on standard output, its version on standard error").With(step).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var row = await FindAsync(open.Queries, run.Value(step), cancellationToken).ConfigureAwait(false);
            if (row?.Value is not { } value)
                throw new CliProblem($"{run.Value(step)} has no snapshot");
            if (run.IsJson)
            {
                context.Out.WriteLine(Json.Document(SnapshotsView.Document(row)));
                return ExitCodes.Done;
            }

            // The value alone can be piped to a file, edited, and piped back.
            context.Error.WriteLine($"version {row.Version}, changed {Figures.Moment(row.At, run.Now)} by {Printable.Line(row.By)}");
            context.Out.WriteLine(Json.Pretty(value));
            return ExitCodes.Done;
        });
    }

    private static Command Set(CliContext context)
    {
        var step = Filters.Address();
        var value = new Argument<string?>("json") { Description = "the value; else --file, else standard input", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string>("--file") { Description = "A file with the value; - is standard input", HelpName = "file.json" };
        var expected = ExpectVersion();
        return new Command("set", "Replace a step's snapshot, if it has not changed meanwhile").With(step, value, file, expected).Does(context, async (run, cancellationToken) =>
        {
            var json = Given(run, run.Value(value), run.Value(file));
            return await WriteAsync(run, run.Value(step), json, run.Has(expected) ? run.Value(expected) : null, cancellationToken).ConfigureAwait(false);
        });
    }

    private static Command Reset(CliContext context)
    {
        var step = Filters.Address();
        var expected = ExpectVersion();
        return new Command("reset", "Take a step's snapshot away, if it has not changed meanwhile").With(step, expected).Does(
            context,
            (run, cancellationToken) => WriteAsync(run, run.Value(step), value: null, run.Has(expected) ? run.Value(expected) : null, cancellationToken));
    }

    private static Command History(CliContext context)
    {
        var step = Filters.Address();
        var limit = Filters.Limit(20);
        return new Command("history", "A step's former snapshots, newest first").With(step, limit).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            await VerbRun.CheckFlowAsync(open.Queries, run.Value(step).Flow, cancellationToken).ConfigureAwait(false);
            var found = Some.Of(await open.Queries.SnapshotHistoryAsync(run.Value(step), run.Value(limit) + 1, cancellationToken).ConfigureAwait(false), run.Value(limit));
            run.Show(() => new { history = found.Rows.Select(SnapshotsView.Document), more = found.More }, page => SnapshotsView.History(page, found, run.Now));
            return ExitCodes.Done;
        });
    }

    private static Option<int?> ExpectVersion() => new("--expect-version") { Description = "Refuse unless it has this version; 0: none", HelpName = "number" };

    private static ReadOnlyMemory<byte> Given(VerbRun run, string? argument, string? file)
    {
        if (argument is not null && file is not null)
            throw new CliProblem("give the value either as an argument or by --file");
        if (argument is not null)
            return JsonFile.Checked(argument, "json");
        if (file is null && run.Context.CanAsk)
            throw new CliProblem("give the value: as an argument, by --file, or piped to standard input");
        return JsonFile.Checked(JsonFile.Text(run, file ?? "-"), file is null or "-" ? "standard input" : file);
    }

    private static async Task<int> WriteAsync(VerbRun run, StepAddress step, ReadOnlyMemory<byte>? value, int? expected, CancellationToken cancellationToken)
    {
        await using var open = await run.OpenAsync().ConfigureAwait(false);

        // Without a version, the one that is there before asking is expected: a message that changes it meanwhile wins.
        var seen = await FindAsync(open.Queries, step, cancellationToken).ConfigureAwait(false);
        var version = expected ?? seen?.Version ?? 0;
        var was = seen?.Value is null ? "It has none now." : $"It has version {seen.Version} now.";
        run.Confirm(value is null ? $"Reset the snapshot of {step}? {was}" : $"Replace the snapshot of {step}? {was}");
        var result = await open.Store.WriteSnapshotAsync(new SnapshotWrite(step, version, value, run.Context.User), run.Now, cancellationToken).ConfigureAwait(false);
        run.Show(() => new { flow = step.Flow, step = step.Step, written = result.Written, version = result.Version }, page =>
        {
            if (result.Written)
                page.Line(Ink.Good(value is null ? "reset" : "set"), $" {step}, now version {result.Version}");
            else
                page.Line(Ink.Bad("refused"), $" {step} has version {result.Version}, not {version}: look at it again with codestep snapshots get {step}");
        });
        return result.Written ? ExitCodes.Done : ExitCodes.SomethingFailed;
    }

    private static async Task<SnapshotRow?> FindAsync(IFlowQueries queries, StepAddress step, CancellationToken cancellationToken)
    {
        await VerbRun.CheckFlowAsync(queries, step.Flow, cancellationToken).ConfigureAwait(false);
        return await queries.SnapshotAsync(step, cancellationToken).ConfigureAwait(false);
    }
}
