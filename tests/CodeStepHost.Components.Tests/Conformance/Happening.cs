namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>One thing that came of a message, as a line of text that is the same for the original and for us.</summary>
/// <param name="More">Where ids differ from those that they should be.</param>
internal sealed record Happening(string Kind, string Text, string More = "")
{
    private const int LongestText = 400;

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

    /// <summary>An error's message.</summary>
    public string ErrorMessage => Text.Split(": ", 2)[^1].Replace(WithoutStack, "", StringComparison.Ordinal);

    public static Happening OfError(string name, string message, bool hasStack, string more = "") =>
        new(Error, $"{name}: {message}{(hasStack ? "" : WithoutStack)}", more);

    public static Happening OfRebound(int number, TimeSpan wait, string reason, string more = "") =>
        new(Rebound, $"{number} after {wait.TotalSeconds:0.###} s: {reason}", more);

    /// <summary>An error's code; no part of the line, since the original has none.</summary>
    public string? Code { get; init; }

    public bool Equals(Happening? other) => other is not null && (Kind, Text, More) == (other.Kind, other.Text, other.More);

    public override int GetHashCode() => (Kind, Text, More).GetHashCode();

    /// <summary>The line. Of what is too long to read, the beginning, the length and a checksum.</summary>
    public override string ToString()
    {
        var text = (Text + More).Replace("\n", "\\n", StringComparison.Ordinal);
        if (text.Length > LongestText)
            text = $"{text[..100]}… ({text.Length} characters, {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.Unicode.GetBytes(text)))[..8]})";
        return Kind == End ? text : $"{Kind} {text}";
    }
}
