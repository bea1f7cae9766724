namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>One thing that came of a message, as a line of text that is the same for the original and for us.</summary>
internal sealed record Happening(string Kind, string Text)
{
    public const string Data = "data";
    public const string Error = "error";
    public const string Rebound = "rebound";
    public const string Snapshot = "snapshot";
    public const string Keys = "keys";
    public const string Reply = "reply";
    public const string Unhandled = "unhandled";

    /// <summary>How the message ended: acknowledged, parked, failed, refused, never.</summary>
    public const string End = "end";

    /// <summary>The step's snapshot afterwards; left out while it is empty.</summary>
    public const string Leaves = "leaves";

    public const string Log = "log";

    public const string WithoutStack = " (no stack)";

    public static Happening Acknowledged { get; } = new(End, "acknowledged");

    public static Happening Parked { get; } = new(End, "parked");

    public static Happening Failed { get; } = new(End, "failed");

    public static Happening Never { get; } = new(End, "never");

    /// <summary>An error's name.</summary>
    public string ErrorName => Text.Split(": ", 2)[0];

    /// <summary>An error's message, and what follows it.</summary>
    public string ErrorText => Text.Split(": ", 2)[^1];

    public static Happening OfError(string name, string message, bool hasStack, string more = "") =>
        new(Error, $"{name}: {message}{(hasStack ? "" : WithoutStack)}{more}");

    public static Happening OfRebound(int number, TimeSpan wait, string reason, string more = "") =>
        new(Rebound, $"{number} after {wait.TotalSeconds:0.###} s: {reason}{more}");

    public override string ToString() => Kind == End ? Text : $"{Kind} {Text.Replace("\n", "\\n", StringComparison.Ordinal)}";
}
