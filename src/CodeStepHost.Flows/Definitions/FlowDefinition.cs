namespace CodeStepHost.Flows.Definitions;

/// <summary>A flow as its author wrote it in <c>flow.yaml</c>, checked and with every default filled in.</summary>
public sealed record FlowDefinition
{
    /// <summary>The flow's name: letters, digits, <c>-</c> and <c>_</c>, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Description { get; init; }

    /// <summary>Values that scripts read by <c>getFlowVariables()</c> and <c>process.env</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>The steps in the order in which they are written.</summary>
    public required IReadOnlyList<StepDefinition> Steps { get; init; }

    /// <summary>The step that handles errors of every step without an <see cref="StepDefinition.OnError"/> of its own.</summary>
    public string? OnError { get; init; }

    /// <summary>Which steps' outputs messages carry with them to all later steps; null: none.</summary>
    public PassthroughPolicy? Passthrough { get; init; }

    /// <summary>Returns the step of that name.</summary>
    /// <returns>Null when the flow has none.</returns>
    public StepDefinition? FindStep(string name) => Steps.FirstOrDefault(step => step.Name == name);
}

/// <summary>One step of a flow.</summary>
public sealed record StepDefinition
{
    /// <summary>Unique within the flow.</summary>
    public required string Name { get; init; }

    /// <summary>What the step is: <c>code</c>, <c>database.select</c>, <c>webhook</c>… (see <see cref="StepKinds"/>).</summary>
    public required string Uses { get; init; }

    /// <summary>The script file of a code step, relative to the flow folder, with forward slashes.</summary>
    public string? Script { get; init; }

    /// <summary>The step's settings as a JSON object; for a code step, the script's <c>cfg</c>.</summary>
    public string Config { get; init; } = "{}";

    /// <summary>The step's JSONata expressions, in the order in which they are written; of <c>http.request</c> first those in its texts.</summary>
    public IReadOnlyList<StepExpression> Expressions { get; init; } = [];

    /// <summary>What makes the body that the step works on; null: the body is as it came.</summary>
    public InputMapping? Input { get; init; }

    /// <summary>The steps that receive what this one emits; of a step that routes, all that one of its cases names.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>When, and how often, a rebounded message comes back.</summary>
    public ReboundPolicy Rebound { get; init; } = ReboundPolicy.Default;

    /// <summary>When the step holds itself because its messages keep failing alike; null: never.</summary>
    public HoldPolicy? Hold { get; init; }

    /// <summary>What one message may use.</summary>
    public StepLimits Limits { get; init; } = StepLimits.Default;

    /// <summary>How many messages run at once; 1 keeps their order.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>The step that handles this step's errors; the flow's when null.</summary>
    public string? OnError { get; init; }

    /// <summary>Hosts that scripts of this step may call by HTTP: <c>api.example.com</c>, <c>*.example.com</c>, <c>127.0.0.1:8080</c>. Empty: every public host, no private address.</summary>
    public IReadOnlyList<string> Egress { get; init; } = [];

    /// <summary>Whether the original's behaviour is kept where ours differs for safety (<c>compatibility: elastic.io</c>).</summary>
    public bool ElasticIoCompatible { get; init; }

    /// <summary>Whether messages enter the flow here, from outside.</summary>
    public bool IsTrigger => StepKinds.IsTrigger(Uses);
}
