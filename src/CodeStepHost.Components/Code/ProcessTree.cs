using System.Globalization;

namespace CodeStepHost.Components.Code;

/// <summary>Which process a chain of processes ends with, on Linux.</summary>
internal static class ProcessTree
{
    /// <summary>The child of the child of <paramref name="process"/>, down to the one that has none; itself where that cannot be told.</summary>
    public static int Innermost(int process)
    {
        try
        {
            var id = process.ToString(CultureInfo.InvariantCulture);
            var children = File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ');
            return int.TryParse(children[0], NumberStyles.None, CultureInfo.InvariantCulture, out var child) ? Innermost(child) : process;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return process;
        }
    }
}
