using System.Globalization;
using System.Text;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>A probe as a flow of ours: a trigger, the script's step, one step after it, and one that handles errors.</summary>
internal sealed class ProbeStep
{
    public const string FlowName = "probes";

    /// <param name="files">Further files of the flow folder.</param>
    public ProbeStep(Probe probe, string script, bool isCSharp, IReadOnlyDictionary<string, string>? files = null, StepLimits? limits = null)
    {
        Package = new FlowPackage(FlowName, new Dictionary<string, string>(files ?? new Dictionary<string, string>()) { [isCSharp ? "step.csx" : "step.js"] = script });
        Step = new StepDefinition
        {
            Name = "step",
            Uses = StepKinds.Code,
            Script = isCSharp ? "step.csx" : "step.js",
            Config = probe.Config,
            To = ["after"],
            OnError = "errors",
            Rebound = Policy(probe),
            Limits = limits ?? (probe.Setting("OUTGOING_MESSAGE_SIZE_LIMIT") is { } size
                ? StepLimits.Default with { MessageBytes = int.Parse(size, CultureInfo.InvariantCulture) }
                : StepLimits.Default),
        };
        Definition = new FlowDefinition
        {
            Name = FlowName,
            Variables = probe.Variables,
            Steps = [new StepDefinition { Name = "trigger", Uses = StepKinds.Manual, To = ["step"] }, Step, new StepDefinition { Name = "after", Uses = StepKinds.Code }, new StepDefinition { Name = "errors", Uses = StepKinds.Code }],
        };
    }

    public static StepAddress Address { get; } = new(FlowName, "step");

    public static StepAddress After { get; } = new(FlowName, "after");

    public static StepAddress Errors { get; } = new(FlowName, "errors");

    public FlowPackage Package { get; }

    public StepDefinition Step { get; }

    public FlowDefinition Definition { get; }

    /// <summary>The rebounds that the original's settings ask for; ours where they ask for nothing.</summary>
    public static ReboundPolicy Policy(Probe probe)
    {
        var policy = ReboundPolicy.Default;
        if (probe.Setting("REBOUND_LIMIT") is { } limit)
            policy = policy with { Limit = int.Parse(limit, CultureInfo.InvariantCulture) };
        if (probe.Setting("REBOUND_INITIAL_EXPIRATION") is { } first)
            policy = policy with { First = TimeSpan.FromMilliseconds(int.Parse(first, CultureInfo.InvariantCulture)) };
        return policy;
    }

    /// <summary>The probe's message on its way into the step.</summary>
    /// <param name="caller">The HTTP caller that waits for a reply.</param>
    public static NewMessage NewMessage(Probe probe, string? caller) => new()
    {
        Id = probe.MessageId,
        Address = Address,
        FlowVersion = 1,
        Run = "run",
        Thread = probe.Thread ?? Family.New,
        Parent = probe.Parent,
        Content = Encoding.UTF8.GetBytes(probe.Message.GetRawText()),
        ReplyTo = caller,
    };
}
