using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Triggers;

/// <summary>
/// Runs the few messages that go through a trigger step itself: records that could not be read. Such a message fails with what is wrong and where, and waits
/// on the errors list; retried with an edited body it goes on to the steps after the trigger like any other.
/// </summary>
public sealed class TriggerComponent : IStepComponent
{
    public bool Runs(string uses) => StepKinds.IsTrigger(uses);

    public ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IStepLane>(new TriggerLane());

    private sealed class TriggerLane : IStepLane
    {
        public int Depth => 1;

        public bool UsesSnapshot => false;

        public async Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork)
        {
            var content = execution.Claimed.Message.Content;
            if (MalformedRecord.Read(content) is { } malformed)
                return new ComponentEnd.Threw(malformed.ToError());
            var broken = await execution.Emissions.EmitAsync(new Emission.Data(content), stopWork).ConfigureAwait(false);
            return broken is null ? new ComponentEnd.Completed() : new ComponentEnd.LimitExceeded(broken);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>A record of a file that is not what its format says.</summary>
/// <param name="File">The file, as the trigger's config names it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Text">The record's raw text, cut to what is worth showing.</param>
public sealed record MalformedRecord(string File, int Line, string Problem, string Text)
{
    /// <summary>The stable code of the error.</summary>
    public const string Code = "record.malformed";

    /// <summary>The message that fails in the trigger step: the raw text as its body, what is wrong beside it.</summary>
    public byte[] ToContent() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        body = new { text = Text },
        headers = new { },
        malformed = new { file = File, line = Line, problem = Problem },
    });

    internal static MalformedRecord? Read(ReadOnlyMemory<byte> content)
    {
        using var message = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 256 });
        if (!message.RootElement.TryGetProperty("malformed", out var malformed) || malformed.ValueKind != JsonValueKind.Object)
            return null;

        // A person who retries it with a corrected body has no record's raw text in it any more.
        if (!message.RootElement.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("text", out var text))
            return null;
        return new MalformedRecord(malformed.GetProperty("file").GetString()!, malformed.GetProperty("line").GetInt32(), malformed.GetProperty("problem").GetString()!, text.ToString());
    }

    internal StepError ToError() => new("MalformedRecord", $"{File}: {Problem}") { Code = Code, File = File, Line = Line };
}
