using System.Globalization;

namespace CodeStepHost.Components.Code;

/// <summary>How much memory a process has in use.</summary>
internal static class ResidentMemory
{
    /// <summary>In bytes; 0 where it cannot be told.</summary>
    public static long Of(int process)
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        try
        {
            var pages = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/statm").Split(' ');
            return pages.Length > 1 && long.TryParse(pages[1], NumberStyles.None, CultureInfo.InvariantCulture, out var resident) ? resident * Environment.SystemPageSize : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
