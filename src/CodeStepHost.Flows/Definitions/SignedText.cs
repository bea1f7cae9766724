using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Definitions;

/// <summary>What the sender of a webhook signs: the body, and what stands around it, as in <c>v0:{timestamp}:{body}</c>.</summary>
/// <param name="Parts">In their order: <see cref="Body"/>, <see cref="Timestamp"/>, and anything else as it is.</param>
public sealed partial record SignedText(IReadOnlyList<string> Parts)
{
    /// <summary>Stands for the request's body, byte for byte.</summary>
    public const string Body = "{body}";

    /// <summary>Stands for the timestamp as it was sent.</summary>
    public const string Timestamp = "{timestamp}";

    /// <summary>Whether a signature of it says when it was made.</summary>
    public bool HasTimestamp => Parts.Contains(Timestamp);

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It has no body, or a placeholder that is not known; the message says so.</exception>
    public static SignedText Parse(string text)
    {
        var parts = Placeholder().Split(text).Where(part => part.Length > 0).ToList();
        if (parts.Find(part => part is ['{', .., '}'] and not (Body or Timestamp)) is { } unknown)
            throw new FormatException($"`signed` knows `{Body}` and `{Timestamp}`, found `{unknown}`");
        return parts.Contains(Body) ? new SignedText(parts) : throw new FormatException($"`signed` must contain `{Body}`: a signature of anything else says nothing of the message");
    }

    [GeneratedRegex(@"(?<placeholder>\{[^{}]*\})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
