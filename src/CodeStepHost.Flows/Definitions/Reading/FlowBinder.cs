using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Fills in the definition: the step's value, else the flow's, else the host's or the default.</summary>
internal sealed class FlowBinder(FlowSource flow, FlowPackage package, JsonForm json, ProblemList problems)
{
    /// <summary>Messages, snapshots and what is emitted are counted in bytes up to these.</summary>
    private const long MostMessageBytes = 1L << 30;
    private const long MostMemory = 1L << 40;

    /// <summary>Binds the flow; problems that only this shows are added.</summary>
    /// <returns>Null when there are errors.</returns>
    public FlowDefinition? Bind(ReboundPolicy hostRebound)
    {
        // The folder's name is the flow's unless it says another.
        var name = flow.Top.Scalar("name")?.Text ?? package.Name;
        if (!FlowName.IsValid(name))
        {
            problems.ErrorUnlessReported(flow.Top.Find("name")?.Value.Place ?? SourcePlace.Start, ProblemCodes.BadName, $"the folder's name {Quote.Text(name)} cannot be the flow's: write a `name` of letters, digits, `-` and `_`");
        }

        var rebound = ValueReader.Rebound(flow.Top.Map("rebound"), hostRebound, problems);
        var limits = ReadLimits(flow.Top.Map("limits"), StepLimits.Default);

        // Also when there are errors already: a step's own values are read, and so checked, here.
        var bodies = flow.Steps.ConvertAll(step => (
            Step: step,
            Rebound: ValueReader.Rebound(step.Body.Map("rebound"), rebound, problems),
            Limits: ReadLimits(step.Body.Map("limits"), limits),
            Hold: ReadHold(step.Body.Map("hold"))));
        if (problems.HasErrors)
        {
            return null;
        }

        return new FlowDefinition
        {
            Name = name,
            Description = flow.Top.Scalar("description")?.Text,
            Variables = ReadVariables(),
            OnError = flow.OnError?.Text,
            Passthrough = ReadPassthrough(),
            Steps = bodies.ConvertAll(body => BindStep(body.Step) with { Rebound = body.Rebound, Limits = body.Limits, Hold = body.Hold }),
        };
    }

    private StepDefinition BindStep(StepSource step) => new()
    {
        Name = step.Name,
        Uses = step.Uses,
        Script = step.Body.Scalar("script")?.Text,
        Config = json.Root["steps"]![step.Name]!["config"] is JObject config ? config.ToString(Formatting.None) : "{}",
        To = step.To.Select(target => target.Text).Distinct().ToList(),
        Input = InputRules.Read(json.Root["steps"]![step.Name]!["input"], json),
        Expressions = RoutingRules.ExpressionsOf(step, package),
        Concurrency = ValueReader.Integer(step.Body, "concurrency") ?? 1,
        OnError = step.OnError?.Text,
        Egress = (step.Body.Find("egress") is null ? flow.Top : step.Body).Scalars("egress").Select(host => host.Text).ToList(),
        ElasticIoCompatible = (step.Body.Scalar("compatibility") ?? flow.Top.Scalar("compatibility"))?.Text == "elastic.io",
    };

    private Dictionary<string, string> ReadVariables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in flow.Top.Map("variables")?.Entries ?? [])
        {
            // As written: `007` stays `007`.
            variables[entry.Key] = (entry.Value as SourceScalar)?.Text ?? "";
        }

        return variables;
    }

    private PassthroughPolicy? ReadPassthrough() => flow.Top.Find("passthrough")?.Value switch
    {
        SourceList names => new PassthroughPolicy(names.Items.OfType<SourceScalar>().Select(name => name.Text).ToList()),
        SourceScalar when json.Root["passthrough"]?.ToObject<bool>() == true => new PassthroughPolicy(Steps: null),
        _ => null,
    };

    private HoldPolicy? ReadHold(SourceMap? map) => map is null ? null : new HoldPolicy(
        ValueReader.Integer(map, "after") ?? HoldPolicy.Default.After,
        ValueReader.PositiveDuration(map, "probe", problems) ?? HoldPolicy.Default.Probe);

    private StepLimits ReadLimits(SourceMap? map, StepLimits inherited) => map is null ? inherited : new StepLimits(
        ValueReader.PositiveDuration(map, "time", problems) ?? inherited.Time,
        ValueReader.Size(map, "memory", MostMemory, problems) ?? inherited.Memory,
        (int?)ValueReader.Size(map, "message", MostMessageBytes, problems) ?? inherited.MessageBytes,
        (int?)ValueReader.Size(map, "snapshot", MostMessageBytes, problems) ?? inherited.SnapshotBytes,
        ValueReader.Integer(map, "emissions") ?? inherited.Emissions,
        ValueReader.Size(map, "emitted", MostMemory, problems) ?? inherited.EmittedBytes,
        ValueReader.Integer(map, "logLines") ?? inherited.LogLines);
}
