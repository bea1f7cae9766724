using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Reply;

/// <summary>
/// <c>reply</c> answers the HTTP caller that waits for the message, and passes the message on as it came. Config: <c>status</c> (200 to 599,
/// default 200), <c>headers</c> (name → text) and <c>body</c>, any JSON; without it the answer is the incoming body. A caller that has gone, or
/// was never there, is logged at <c>warn</c> and is no error.
/// </summary>
public sealed class ReplyComponent : IStepComponent
{
    /// <inheritdoc/>
    public bool Runs(string uses) => uses == StepKinds.Reply;

    /// <inheritdoc/>
    public ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult<IStepLane>(Read(step));
        }
        catch (StepFailedException exception)
        {
            return ValueTask.FromResult<IStepLane>(new BrokenLane(exception.Error));
        }
    }

    private static ReplyLane Read(StepDefinition step)
    {
        using var config = new ConfigReader(step, "status", "headers", "body");
        var status = config.Find("status") switch
        {
            null => 200,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var value) && value is >= 200 and <= 599 => value,
            _ => throw config.Wrong("status", "must be a whole number from 200 to 599"),
        };
        var headers = new Dictionary<string, string>();
        if (config.Find("headers") is { } given)
        {
            if (given.ValueKind != JsonValueKind.Object || given.EnumerateObject().Any(header => header.Value.ValueKind != JsonValueKind.String))
                throw config.Wrong("headers", "must be names with texts");
            foreach (var header in given.EnumerateObject())
            {
                headers[header.Name] = header.Value.GetString()!;
                if (HttpReply.ObjectionTo(header.Name, headers[header.Name]) is { } objection)
                    throw config.Wrong("headers", $"cannot be sent: {objection}");
            }
        }

        return new ReplyLane(status, headers, config.Find("body")?.Clone());
    }
}
