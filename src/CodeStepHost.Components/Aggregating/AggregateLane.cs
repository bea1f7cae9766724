using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Aggregating;

/// <summary>An aggregate step at work.</summary>
/// <param name="count">How many items make a group complete; null: no number does.</param>
/// <param name="wait">How long after its first item a group is complete; null: no time makes it so.</param>
internal sealed class AggregateLane(StepDefinition step, ExpressionValues expressions, int? count, TimeSpan? wait, TimeProvider time) : IStepLane
{
    /// <summary>What a message to the step itself has beside its body: the id of the group whose time is over.</summary>
    private const string Mark = "aggregateGroup";

    public int Depth => 1;

    public bool UsesSnapshot => true;

    public ValueTask DisposeAsync() => expressions.DisposeAsync();

    public async Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork)
    {
        try
        {
            var groups = Groups.Read(execution.Snapshot);
            using var message = MessageJson.Parse(execution.Claimed.Message.Content);
            if (GroupOf(execution.Claimed.Message.Content) is { } group)
                await WakeAsync(groups, group, execution.Emissions).ConfigureAwait(false);
            else
                await GatherAsync(groups, message, execution, stopWork).ConfigureAwait(false);
            return new ComponentEnd.Completed();
        }
        catch (StepFailedException exception)
        {
            return exception.IsLimit ? new ComponentEnd.LimitExceeded(exception.Error) : new ComponentEnd.Threw(exception.Error);
        }
        catch (NotEvaluatedException exception)
        {
            return exception.End;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new ComponentEnd.Threw(new StepError(exception.GetType().Name, exception.Message));
        }
    }

    /// <summary>Whether a message is one that an aggregate step left for itself.</summary>
    public static bool IsToItself(ReadOnlyMemory<byte> content) => GroupOf(content) is not null;

    /// <summary>The group that a message to the step itself is about. Such a message is empty otherwise, so that one of a script with a member of that name is none.</summary>
    private static string? GroupOf(ReadOnlyMemory<byte> content)
    {
        var member = JsonMembers.Find(content, Encoding.UTF8.GetBytes(Mark));
        var isEmptyOtherwise = JsonMembers.Find(content, "body"u8).Span.SequenceEqual("{}"u8) && JsonMembers.Find(content, "headers"u8).Span.SequenceEqual("{}"u8);
        return isEmptyOtherwise && !member.IsEmpty && member.Span[0] == (byte)'"' ? JsonSerializer.Deserialize<string>(member.Span) : null;
    }

    /// <summary>A group's time is over. One that was complete before is gone.</summary>
    private static async Task WakeAsync(Groups groups, string id, IEmissions emissions)
    {
        if (groups.Find(id) is not { } group)
            return;
        await EmitAsync(emissions, new Emission.Data(Groups.ToMessage(group))).ConfigureAwait(false);
        await EmitAsync(emissions, new Emission.Snapshot(groups.Without(group).ToSnapshot())).ConfigureAwait(false);
    }

    private async Task GatherAsync(Groups groups, JsonDocument message, StepExecution execution, CancellationToken stopWork)
    {
        var content = execution.Claimed.Message.Content;
        var values = await expressions.OfAsync(execution, content, CancellationToken.None, stopWork).ConfigureAwait(false);
        if (ItemOf(message, values) is not { } item)
        {
            execution.Emissions.Log(StepLogLevel.Debug, "`item` gives nothing: nothing is gathered of this message");
            return;
        }

        var (gathered, group) = groups.With(KeyOf(values), execution.Claimed.Message.Id, item);
        if (group.Items.Count >= count)
        {
            await EmitAsync(execution.Emissions, new Emission.Data(Groups.ToMessage(group))).ConfigureAwait(false);
            gathered = gathered.Without(group);
        }
        else if (wait is not null && group.Items.Count == 1)
        {
            await EmitAsync(execution.Emissions, new Emission.WakeUp(time.GetUtcNow() + wait.Value, WakeUpOf(group))).ConfigureAwait(false);
        }

        var snapshot = gathered.ToSnapshot();
        if (snapshot.Length > step.Limits.SnapshotBytes)
            throw TooLarge(gathered, snapshot.Length);
        await EmitAsync(execution.Emissions, new Emission.Snapshot(snapshot)).ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte>? ItemOf(JsonDocument message, IReadOnlyList<JsonElement?> values)
    {
        var body = MessageJson.Body(message);
        var item = IndexOf("item") is >= 0 and var index ? values[index] : body.ValueKind == JsonValueKind.Undefined ? null : body;
        return item is { } found ? Encoding.UTF8.GetBytes(found.GetRawText()) : null;
    }

    private string KeyOf(IReadOnlyList<JsonElement?> values)
    {
        if (IndexOf("key") is not (>= 0 and var index))
            return "null";
        return values[index] is { ValueKind: JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } key
            ? key.GetRawText()
            : throw StepFailedException.Of(AggregateErrorCodes.Key, $"`key` gives {KindOf(values[index])}, and a text, number or boolean is needed.");
    }

    private static string KindOf(JsonElement? value) => value?.ValueKind switch
    {
        null => "nothing",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "null",
    };

    private int IndexOf(string key) => step.Expressions.Select((expression, index) => (expression, index)).FirstOrDefault(pair => pair.expression.Key == key, (null!, -1)).index;

    private static ReadOnlyMemory<byte> WakeUpOf(Group group)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, MessageJson.Writing);
        writer.WriteStartObject();
        writer.WriteStartObject("body"u8);
        writer.WriteEndObject();
        writer.WriteStartObject("headers"u8);
        writer.WriteEndObject();
        writer.WriteString(Mark, group.Id);
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }

    private StepFailedException TooLarge(Groups groups, int bytes)
    {
        var items = groups.All.Sum(group => group.Items.Count);
        var message = string.Create(CultureInfo.InvariantCulture, $"The groups that are not complete would take {bytes} bytes ({groups.All.Count} groups, {items} items), and limits.snapshot of step {step.Name} is {ByteSize.Format(step.Limits.SnapshotBytes)}: raise it, keep less of each message with `item`, or make groups smaller.");
        return new StepFailedException(new StepError("Error", message) { Code = ErrorCodes.SnapshotLimit }, isLimit: true);
    }

    private static async Task EmitAsync(IEmissions emissions, Emission emission)
    {
        if (await emissions.EmitAsync(emission, CancellationToken.None).ConfigureAwait(false) is { } limit)
            throw new StepFailedException(limit, isLimit: true);
    }
}
