namespace CodeStepHost.Flows.Redacting;

/// <summary>Takes secrets out of what leaves the host's own store.</summary>
public static class Redactor
{
    /// <summary>What stands for a secret text.</summary>
    /// <param name="name">Which one, so that a person can tell two apart.</param>
    public static string Placeholder(string name) => $"<redacted:{name}>";
}
