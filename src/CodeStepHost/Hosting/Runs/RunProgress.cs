using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;
using Spectre.Console;

namespace CodeStepHost.Hosting.Runs;

/// <summary>Shows a run's counts while it works: a table that is redrawn on a terminal, a line now and then elsewhere.</summary>
internal sealed class RunProgress(IAnsiConsole console, IReadOnlyList<FlowDefinition> flows, TimeProvider time, Func<StepAddress, string?>? withheld = null)
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    private LiveDisplayContext? _live;
    private IReadOnlyList<StepCounts> _shown = [];
    private string? _told;
    private long _lastLine;
    private string? _lastText;

    /// <summary>Runs <paramref name="work"/>, which calls back with the counts.</summary>
    public async Task<T> ShowAsync<T>(Func<Action<IReadOnlyList<StepCounts>>, Task<T>> work)
    {
        if (!console.Profile.Capabilities.Ansi)
            return await work(WriteLine);
        console.Profile.Capabilities.Interactive = true;

        // The summary ends with the table as it is then.
        return await console.Live(TableOf([])).AutoClear(enabled: true).StartAsync(live =>
        {
            _live = live;
            return work(Redraw);
        });
    }

    /// <summary>Says something while the work goes on: below the table, or on a line of its own. From any thread.</summary>
    public void Tell(string text)
    {
        _told = text;
        if (_live is null)
            console.Profile.Out.Writer.WriteLine(text);
        else
            Redraw(_shown);
    }

    private void Redraw(IReadOnlyList<StepCounts> counts)
    {
        _shown = counts;
        _live!.UpdateTarget(_told is null ? TableOf(counts) : new Rows(TableOf(counts), new Text(_told)));
        _live.Refresh();
    }

    /// <summary>The counts of every step, flow by flow, in the order of the flow files.</summary>
    public Table TableOf(IReadOnlyList<StepCounts> counts)
    {
        var byAddress = AsPeopleSee(counts).ToDictionary(step => step.Address);
        var table = new Table().Border(console.Profile.Out.IsTerminal ? TableBorder.Simple : TableBorder.None);
        table.AddColumn("Step");
        var gathers = byAddress.Values.Any(step => step.Gathering > 0);
        foreach (var title in (string[])["Waiting", "Running", "Parked", "Next", .. gathers ? (string[])["Groups"] : [], "Done", "Failed"])
            table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
        foreach (var flow in flows)
        {
            table.AddRow(new Markup($"[bold]{Markup.Escape(flow.Name)}[/]"));
            foreach (var step in flow.Steps)
            {
                if (byAddress.TryGetValue(new StepAddress(flow.Name, step.Name), out var row))
                    table.AddRow(CellsOf(step, row, gathers));
                else if (!step.IsTrigger)
                    table.AddRow(CellsOf(step, new StepCounts(new StepAddress(flow.Name, step.Name), 0, 0, 0, 0, null, 0, 0, 0, 0), gathers));
            }
        }

        return table;
    }

    /// <summary>A host claims ahead of what it runs; what is claimed and not yet at work waits, as far as people are concerned.</summary>
    private IEnumerable<StepCounts> AsPeopleSee(IReadOnlyList<StepCounts> counts) => counts.Select(row =>
    {
        var step = flows.FirstOrDefault(flow => flow.Name == row.Address.Flow)?.FindStep(row.Address.Step);
        var running = Math.Min(row.Running, step?.Concurrency ?? 1);
        return row with { Running = running, Waiting = row.Waiting + row.Running - running };
    });

    private Markup[] CellsOf(StepDefinition step, StepCounts row, bool gathers) =>
        [
            new Markup($"  {Markup.Escape(step.Name)}{(withheld?.Invoke(row.Address) is { } word ? $" [red]{word}[/]" : string.Empty)}"),
            Number(row.Waiting), Number(row.Running), Number(row.Parked + row.Held, "yellow"), new Markup(NextOf(row)), .. gathers ? (Markup[])[Number(row.Gathering)] : [], Number(row.Done, "green"), Number(row.Failed, "red"),
        ];

    private string NextOf(StepCounts row) =>
        row.Parked == 0 || row.NextDue is not { } due ? string.Empty : $"in {Math.Max(0, Math.Ceiling((due - time.GetUtcNow()).TotalSeconds))}s";

    private static Markup Number(long number, string colour = "default") => new(number == 0 ? "[dim]·[/]" : $"[{colour}]{number}[/]");

    private void WriteLine(IReadOnlyList<StepCounts> claimed)
    {
        var counts = AsPeopleSee(claimed).ToList();
        var next = counts.Where(step => step.Parked > 0).Min(step => step.NextDue);
        var parked = counts.Sum(step => step.Parked);
        var gathering = counts.Sum(step => step.Gathering);
        var text = $"waiting {counts.Sum(step => step.Waiting)}, running {counts.Sum(step => step.Running)}, parked {parked}{(parked > 0 && next is { } due ? $" (next at {due:HH:mm:ss} UTC)" : string.Empty)}{(gathering > 0 ? $", gathering {Figures.Count(gathering, "group")}" : string.Empty)}, done {counts.Sum(step => step.Done)}, failed {counts.Sum(step => step.Failed)}{string.Concat(counts.Where(step => withheld?.Invoke(step.Address) is not null).GroupBy(step => withheld!(step.Address), step => step.Address.ToString()).Select(steps => $", {steps.Key}: {string.Join(", ", steps)}"))}";
        if (text == _lastText || (_lastLine != 0 && time.GetElapsedTime(_lastLine) < LineEvery))
            return;
        _lastLine = time.GetTimestamp();
        _lastText = text;
        console.Profile.Out.Writer.WriteLine(text);
    }
}
