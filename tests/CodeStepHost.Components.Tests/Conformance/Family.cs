using System.Text;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>Says where ids differ from those that a message's offspring should have. Nothing is said while all is as it should be.</summary>
internal static class Family
{
    public const string New = "<uuid>";

    /// <summary>Ids of what a message's execution emitted: new, or the script's own; child of the message; in its thread.</summary>
    public static string OfChild(Probe probe, string id, string? parent, string? thread) =>
        Text((id == New ? null : "id", id), (parent == probe.MessageId ? null : "parent", parent), (thread == (probe.Thread ?? New) ? null : "thread", thread));

    /// <summary>Ids of a message that came back: all its own.</summary>
    public static string OfSame(Probe probe, string id, string? parent, string? thread) =>
        Text((id == probe.MessageId ? null : "id", id), (parent == probe.Parent ? null : "parent", parent), (thread == (probe.Thread ?? New) || (probe.Thread is null && thread is null) ? null : "thread", thread));

    private static string Text(params (string? Name, string? Value)[] differences)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in differences.Where(difference => difference.Name is not null))
            text.Append(" [").Append(name).Append(' ').Append(value ?? "none").Append(']');
        return text.ToString();
    }
}
