using System.Globalization;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Names of hosts beyond ASCII, as the <c>URL</c> class needs them.</summary>
internal static class HostNames
{
    private static readonly IdnMapping _mapping = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>The name in ASCII; null when it has none.</summary>
    public static string? ToAscii(string name)
    {
        try
        {
            var mapped = name.Normalize(System.Text.NormalizationForm.FormKC).ToLowerInvariant().Replace('。', '.');
            return string.Join('.', mapped.Split('.').Select(label => label.Length == 0 ? "" : _mapping.GetAscii(Checked(label))));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The name as people read it; as it stands when it cannot be.</summary>
    public static string ToUnicode(string name)
    {
        try
        {
            return string.Join('.', name.Split('.').Select(label => label.Length == 0 ? "" : _mapping.GetUnicode(label)));
        }
        catch (ArgumentException)
        {
            return name;
        }
    }

    // Throws where a label that claims to be encoded is not.
    private static string Checked(string label)
    {
        if (label.StartsWith("xn--", StringComparison.Ordinal))
            _mapping.GetUnicode(label);
        return label;
    }
}
