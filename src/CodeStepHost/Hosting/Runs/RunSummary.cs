using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;
using Spectre.Console;

namespace CodeStepHost.Hosting.Runs;

/// <summary>What a run prints when it is over: what each step did, what failed, and how to look further.</summary>
internal sealed class RunSummary(IAnsiConsole console, RunProgress progress, string command, string dataOption)
{
    public void Write(IReadOnlyList<StepCounts> counts, IReadOnlyList<ErrorRow> errors, IReadOnlyList<string> differences, TimeSpan taken)
    {
        console.Write(progress.TableOf(counts));
        WriteErrors(errors);
        console.WriteLine();
        console.MarkupLineInterpolated($"{Figures.Count(counts.Sum(step => step.Done), "execution")} done, {Figures.Count(counts.Sum(step => step.Rebounded), "rebound")}, {Figures.Count(errors.Count, "error")} in {Duration.Format(TimeSpan.FromSeconds(Math.Round(taken.TotalSeconds)))}.");
        if (differences.Count == 0)
            console.MarkupLineInterpolated($"[green]{(errors.Count == 0 ? "Nothing failed." : "What failed is what was expected to fail.")}[/]");
        foreach (var difference in differences)
            console.MarkupLineInterpolated($"[red]{difference}[/]");
        WriteCommands(errors);
    }

    /// <summary>What a run prints that was stopped before its end.</summary>
    public void WriteStopped(IReadOnlyList<StepCounts> counts, IReadOnlyList<Quarantine> quarantines, DateTimeOffset now)
    {
        console.Write(progress.TableOf(counts));
        console.WriteLine();
        if (quarantines.Count > 0)
        {
            foreach (var quarantine in quarantines)
            {
                console.MarkupLineInterpolated($"[red]{(quarantine.IsHold ? "On hold" : "In quarantine")}:[/] [bold]{quarantine.Address.ToString()}[/]. {Printable.Line(quarantine.Reason)}");
                WriteCommand($"steps release {quarantine.Address}");
            }

            console.MarkupLineInterpolated($"{counts.Sum(step => step.Waiting + step.Parked + step.Held)} messages wait. Nothing is lost: correct the script, and the same command goes on from here on the new version; or let it run as it is with the command above.");
            WriteCommand("errors list");
            return;
        }

        var (waiting, parked) = (counts.Sum(step => step.Waiting + step.Running), counts.Sum(step => step.Parked + step.Held));
        var groups = counts.Sum(step => step.Gathering);
        console.MarkupLineInterpolated($"Stopped: {Figures.Count(waiting, "message")} {(waiting == 1 ? "waits" : "wait")} and {parked} {(parked == 1 ? "is" : "are")} parked{(groups > 0 ? $"; {Figures.Count(groups, "group")} {(groups == 1 ? "is" : "are")} being gathered" : string.Empty)}. Nothing is lost; the same command goes on from here.");
    }

    private void WriteErrors(IReadOnlyList<ErrorRow> errors)
    {
        if (errors.Count == 0)
            return;
        var table = new Table().Border(console.Profile.Out.IsTerminal ? TableBorder.Simple : TableBorder.None);
        table.AddColumn("Failed in").AddColumn(new TableColumn("Errors").RightAligned()).AddColumn("Such as");
        foreach (var group in errors.GroupBy(error => error.Fingerprint).OrderBy(group => group.Min(error => error.Id)))
        {
            var first = group.MinBy(error => error.Id)!;
            var cause = first.Error.Cause is { } inner ? $" ({inner.Message})" : string.Empty;
            table.AddRow(new Text(first.Address.ToString()), new Text(group.Count().ToString()), new Text($"{first.Error.Message}{cause}"));
        }

        console.WriteLine();
        console.Write(table);
    }

    private void WriteCommands(IReadOnlyList<ErrorRow> errors)
    {
        console.WriteLine();
        console.WriteLine("Look further:");
        WriteCommand("errors list");
        if (errors.Count > 0)
        {
            WriteCommand($"errors show {errors[0].Id}");
            WriteCommand($"errors retry {errors[0].Id}");
        }

        WriteCommand("flows list");
        WriteCommand("logs");
    }

    /// <summary>Past the console's line breaking: a command that is broken into lines cannot be pasted.</summary>
    private void WriteCommand(string verb) => console.Profile.Out.Writer.WriteLine($"  {command} {verb} {dataOption}");
}
