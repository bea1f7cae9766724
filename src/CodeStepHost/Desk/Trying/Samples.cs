using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Records;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Testing.Cases;
using CodeStepHost.Testing.Running;

namespace CodeStepHost.Desk.Trying;

/// <summary>
/// Finds the message to try a step with: <c>samples/&lt;step&gt;.json</c>; else what goes into the first of its cases; else the first record of the
/// files that a trigger before it reads; else what the step before it emitted last, when it was tried, or emits in a case that was accepted.
/// </summary>
/// <param name="hostUrl">What <c>${host.url}</c> stands for.</param>
internal sealed class Samples(Uri hostUrl, TimeProvider time)
{
    /// <summary>The folder of samples in a flow's folder; not deployed with it.</summary>
    public const string Folder = "samples";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The file with a step's sample.</summary>
    public static string FileOf(FlowInFolder flow, StepDefinition step) => Path.Combine(flow.Folder, Folder, step.Name + ".json");

    /// <summary>The steps whose messages arrive at a step as they were emitted: those just before it, and before steps that only pass on.</summary>
    public static IEnumerable<StepDefinition> Before(FlowInFolder flow, StepDefinition step) => flow.Definition.Steps
        .Where(before => before.To.Contains(step.Name))
        .SelectMany(before => before.Uses is StepKinds.Filter or StepKinds.Route ? Before(flow, before) : [before])
        .Distinct();

    /// <param name="emitted">What a step emitted last since <c>codestep dev</c> began; empty when nothing.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="SampleException">It cannot be read.</exception>
    public async Task<Sample?> FindAsync(FlowInFolder flow, StepDefinition step, IReadOnlyList<TestCase> cases, Func<StepDefinition, ReadOnlyMemory<byte>> emitted, CancellationToken cancellationToken)
    {
        var file = FileOf(flow, step);
        if (File.Exists(file))
            return OfText(flow, step, await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false), $"{Folder}/{step.Name}.json");
        return OfCase(flow, step, cases)
            ?? await OfRecordAsync(flow, step, cancellationToken).ConfigureAwait(false)
            ?? OfEmission(flow, step, emitted)
            ?? OfOutcome(flow, step, cases);
    }

    /// <summary>A sample of JSON text: a message, or a message's body.</summary>
    /// <exception cref="SampleException">It is no JSON.</exception>
    public Sample OfText(FlowInFolder flow, StepDefinition step, string text, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Lenient);
            return new Sample(name, InputOf(flow, step, Message(json.RootElement)), IsRecorded: false);
        }
        catch (JsonException exception)
        {
            throw new SampleException(string.Create(CultureInfo.InvariantCulture, $"{name}:{exception.LineNumber + 1}:{exception.BytePositionInLine + 1}: this is no JSON"));
        }
    }

    private Sample? OfCase(FlowInFolder flow, StepDefinition step, IReadOnlyList<TestCase> cases)
    {
        foreach (var test in cases)
        {
            if (CaseInputs.Read(test) is { } input && CaseStep.Find(test, input.Step, out _)?.Name == step.Name && CaseStep.Of(test, input, hostUrl, out _) is { } of)
                return new Sample($"{TestFiles.Folder}/{test.Name}", of, IsRecorded: true);
        }

        return null;
    }

    private async Task<Sample?> OfRecordAsync(FlowInFolder flow, StepDefinition step, CancellationToken cancellationToken)
    {
        foreach (var trigger in Before(flow, step).Where(before => before.Uses == StepKinds.Manual))
        {
            using var config = JsonDocument.Parse(trigger.Config);
            var names = config.RootElement.TryGetProperty("files", out var files) && files.ValueKind == JsonValueKind.Array ? files.EnumerateArray().Select(file => file.GetString()!).ToList() : [];
            foreach (var name in names.Where(name => !name.Contains('*', StringComparison.Ordinal) && File.Exists(Path.Combine(flow.Folder, name))))
            {
                await foreach (var read in RecordFile.ReadAsync(Path.Combine(flow.Folder, name), cancellationToken).ConfigureAwait(false))
                {
                    if (read is RecordRead.Record record)
                        return new Sample($"{name}, record {record.Number}", InputOf(flow, step, [.. "{\"body\":"u8, .. record.BodyJson.Span, .. ",\"headers\":{}}"u8]), IsRecorded: false);
                }
            }
        }

        return null;
    }

    private Sample? OfEmission(FlowInFolder flow, StepDefinition step, Func<StepDefinition, ReadOnlyMemory<byte>> emitted)
    {
        foreach (var before in Before(flow, step))
        {
            if (emitted(before) is { IsEmpty: false } content)
                return new Sample($"what {before.Name} emitted last", InputOf(flow, step, content.ToArray()), IsRecorded: false);
        }

        return null;
    }

    /// <summary>The last message that a step before emits in its first accepted case that emits any.</summary>
    private Sample? OfOutcome(FlowInFolder flow, StepDefinition step, IReadOnlyList<TestCase> cases)
    {
        foreach (var before in Before(flow, step))
        {
            foreach (var test in cases.Where(test => CaseStep.Find(test, CaseInputs.Read(test)?.Step, out _)?.Name == before.Name))
            {
                if (CaseOutcomes.LastEmitted(test) is { } message)
                    return new Sample($"what {before.Name} emits in {TestFiles.Folder}/{test.Name}", InputOf(flow, step, Message(message)), IsRecorded: false);
            }
        }

        return null;
    }

    private StepInput InputOf(FlowInFolder flow, StepDefinition step, byte[] content)
    {
        var filled = HostVariables.Fill(flow.Definition, hostUrl);
        return new StepInput
        {
            Package = flow.Package,
            Flow = filled,
            Step = filled.FindStep(step.Name)!,
            MessageId = MessageIds.New(time.GetUtcNow()),
            Content = content,
        };
    }

    private static byte[] Message(JsonElement value)
    {
        var isMessage = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("body", out _);
        if (isMessage && value.TryGetProperty("headers", out _))
            return JsonSerializer.SerializeToUtf8Bytes(value);
        var whole = isMessage ? value.EnumerateObject().ToDictionary(member => member.Name, member => member.Value) : new Dictionary<string, JsonElement> { ["body"] = value };
        using var none = JsonDocument.Parse("{}");
        whole["headers"] = none.RootElement;
        return JsonSerializer.SerializeToUtf8Bytes(whole);
    }
}

/// <summary>Reads the inputs of cases as far as they can be read; what is wrong with one, the case itself says when it runs.</summary>
internal static class CaseInputs
{
    public static CaseInput? Read(TestCase test)
    {
        try
        {
            return test.HasInput ? CaseInputReader.Read(Encoding.UTF8.GetBytes(File.ReadAllText(test.InputFile)), CaseInput.FileName, out _) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
