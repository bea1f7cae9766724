using System.Text.Json;
using CodeStepHost.Components.Records;
using CodeStepHost.Components.Triggers;
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
            batch.Add(MessageOf(read, trigger, name));
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

    private static IncomingMessage MessageOf(RecordRead read, StepDefinition trigger, string name)
    {
        var content = read switch
        {
            RecordRead.Record record => Wrap(record.BodyJson.Span),
            RecordRead.Malformed malformed => new MalformedRecord(name, malformed.Line, malformed.Problem, malformed.Text).ToContent(),
            _ => throw new InvalidOperationException(),
        };
        var tooLarge = content.Length > trigger.Limits.MessageBytes;
        if (tooLarge)
            content = new MalformedRecord(name, read.Line, $"the record of {content.Length} bytes is over limits.message of {trigger.Limits.MessageBytes}", string.Empty).ToContent();
        return new IncomingMessage($"{trigger.Name}:{name}#{read.Number}", content, ForTriggerItself: tooLarge || read is RecordRead.Malformed);
    }

    private static byte[] Wrap(ReadOnlySpan<byte> body) => [.. "{\"body\":"u8, .. body, .. ",\"headers\":{}}"u8];

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
