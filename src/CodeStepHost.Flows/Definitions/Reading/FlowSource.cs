namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>
/// A <c>flow.yaml</c> as the rules see it: what is there and has a usable type. The rest is left out, since the schema has reported it,
/// so that one mistake does not hide the others.
/// </summary>
internal sealed class FlowSource
{
    private readonly Dictionary<string, StepSource> byName = new(StringComparer.Ordinal);

    public FlowSource(SourceMap top)
    {
        Top = top;
        Steps = top.Map("steps")?.Entries.Select(entry => new StepSource(entry)).ToList() ?? [];
        foreach (var step in Steps)
        {
            byName[step.Name] = step;
        }
    }

    public SourceMap Top { get; }

    public List<StepSource> Steps { get; }

    public SourceScalar? OnError => Top.Scalar("onError");

    public StepSource? Find(string name) => byName.GetValueOrDefault(name);
}

/// <summary>A step as it is written.</summary>
internal sealed class StepSource(SourceEntry entry)
{
    private static readonly SourceMap Nothing = new(SourcePlace.Start);

    public string Name => entry.Key;

    /// <summary>Where the step's name stands.</summary>
    public SourcePlace Place => entry.Place;

    public SourceMap Body { get; } = entry.Value as SourceMap ?? Nothing;

    public string Uses => Body.Scalar("uses")?.Text ?? "";

    public bool IsTrigger => StepKinds.IsTrigger(Uses);

    public SourceScalar? OnError => Body.Scalar("onError");

    /// <summary>The names of the steps that messages go to, wherever they are written.</summary>
    public IEnumerable<SourceScalar> To => Uses == StepKinds.Route
        ? Cases.SelectMany(route => route.Scalars("to")).Concat(Config.Scalars("otherwise"))
        : Body.Scalars("to");

    /// <summary>The cases of a step that routes.</summary>
    public IEnumerable<SourceMap> Cases => (Config.Find("cases")?.Value as SourceList)?.Items.OfType<SourceMap>() ?? [];

    public SourceMap Config { get; } = (entry.Value as SourceMap)?.Map("config") ?? Nothing;
}
