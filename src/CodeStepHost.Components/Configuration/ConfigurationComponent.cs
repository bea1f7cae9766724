using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Configuration;

/// <summary>
/// <c>configuration</c> gives each message's body the members of <c>value</c>, or all of them as one member with <c>as</c>; the rest of the message
/// stays as it came.
/// </summary>
public sealed class ConfigurationComponent : IStepComponent
{
    /// <summary>The code of the error for a message whose body is no object.</summary>
    public const string BodyCode = "configuration.body";

    /// <inheritdoc/>
    public bool Runs(string uses) => uses == StepKinds.Configuration;

    /// <inheritdoc/>
    public ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken)
    {
        try
        {
            using var config = new ConfigReader(step, "value", "as");
            var value = config.Find("value") is { ValueKind: JsonValueKind.Object } given ? given.Clone() : throw config.Wrong("value", "must be a mapping");
            return ValueTask.FromResult<IStepLane>(new Lane(value, config.Text("as")));
        }
        catch (StepFailedException exception)
        {
            return ValueTask.FromResult<IStepLane>(new BrokenLane(exception.Error));
        }
    }

    private sealed class Lane(JsonElement value, string? under) : IStepLane
    {
        public int Depth => 1;

        public bool UsesSnapshot => false;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public async Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork)
        {
            try
            {
                using var message = MessageJson.Parse(execution.Claimed.Message.Content);
                var body = MessageJson.BodyObject(MessageJson.Body(message), BodyCode);
                var content = MessageJson.WithBody(message, writer => Write(writer, body));
                return await execution.Emissions.EmitAsync(new Emission.Data(content), stopWork).ConfigureAwait(false) is { } limit
                    ? new ComponentEnd.LimitExceeded(limit)
                    : new ComponentEnd.Completed();
            }
            catch (StepFailedException exception)
            {
                return new ComponentEnd.Threw(exception.Error);
            }
            catch (JsonException exception)
            {
                return new ComponentEnd.Threw(new StepError(nameof(JsonException), exception.Message));
            }
        }

        private void Write(Utf8JsonWriter writer, JsonElement body)
        {
            if (under is not null)
            {
                MessageJson.WriteWith(writer, body, under, member => MessageJson.WriteAsItIs(member, value));
                return;
            }

            writer.WriteStartObject();
            foreach (var member in body.EnumerateObject().Where(member => !value.TryGetProperty(member.Name, out _)).Concat(value.EnumerateObject()))
            {
                writer.WritePropertyName(member.Name);
                MessageJson.WriteAsItIs(writer, member.Value);
            }

            writer.WriteEndObject();
        }
    }
}
