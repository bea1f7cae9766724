using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Desk;

/// <summary>What is to be looked at, tested and tried now.</summary>
internal abstract record Round
{
    private Round()
    {
    }

    /// <summary>All that there is, when the session begins.</summary>
    public sealed record First : Round;

    /// <summary>Files were saved, came or went.</summary>
    public sealed record Saved(IReadOnlyList<string> Files) : Round;

    /// <summary>A person wrote a line.</summary>
    public sealed record Typed(string Line) : Round;
}

/// <summary>A step of one of the folder's flows.</summary>
internal sealed record StepInFolder(FlowInFolder Flow, StepDefinition Step)
{
    /// <summary>Stays the same when the flow is read again.</summary>
    public string Key => $"{Flow.Folder}\n{Step.Name}";

    public override string ToString() => $"{Flow.Definition.Name}/{Step.Name}";
}
