using System.Text.Json;
using CodeStepHost.Components.Records;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>Feeds the files of a <c>manual</c> trigger into its flow, one message a record. Each record's id is made of file and number, so feeding a file again after a stop takes in only what is missing.</summary>
internal sealed class RecordFeeder(FlowHost host, string folder)
{
    private const int RecordsPerIntake = 200;

    /// <summary>Feeds all files of one trigger.</summary>
    /// <param name="run">The run that the messages belong to.</param>
    public async Task FeedAsync(FlowVersion flow, StepDefinition trigger, string run, CancellationToken cancellationToken)
    {
        using var config = JsonDocument.Parse(trigger.Config);
        if (config.RootElement.TryGetProperty("delay", out var delay))
            await Task.Delay(Duration.Parse(delay.GetString()!), host.Time, cancellationToken);
        foreach (var name in FilesOf(config.RootElement))
            await FeedFileAsync(flow, trigger, name, run, cancellationToken);
    }

    private async Task FeedFileAsync(FlowVersion flow, StepDefinition trigger, string name, string run, CancellationToken cancellationToken)
    {
        var batch = new List<IncomingMessage>(RecordsPerIntake);
        await foreach (var read in RecordFile.ReadAsync(Path.Combine(folder, name), cancellationToken))
        {
            batch.Add(RecordMessages.Of(read, trigger, $"{trigger.Name}:{name}#{read.Number}", name));
            if (batch.Count == RecordsPerIntake)
                await TakeInAsync();
        }

        await TakeInAsync();

        async Task TakeInAsync()
        {
            if (batch.Count > 0)
                await host.Intake.AcceptAsync(flow, trigger, batch, run, cancellationToken);
            batch.Clear();
        }
    }

    private IEnumerable<string> FilesOf(JsonElement config)
    {
        if (!config.TryGetProperty("files", out var files))
            yield break;
        var patterns = files.ValueKind == JsonValueKind.Array ? files.EnumerateArray().Select(file => file.GetString()!) : [files.GetString()!];
        foreach (var pattern in patterns)
        {
            if (!pattern.Contains('*', StringComparison.Ordinal))
            {
                yield return pattern;
                continue;
            }

            var found = new Matcher().AddInclude(pattern).Execute(new DirectoryInfoWrapper(new DirectoryInfo(folder)));
            foreach (var file in found.Files.Select(file => file.Path).Order(StringComparer.Ordinal))
                yield return file;
        }
    }
}
