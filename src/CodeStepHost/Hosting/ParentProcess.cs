namespace CodeStepHost.Hosting;

/// <summary>The process that started this one.</summary>
internal static class ParentProcess
{
    /// <summary>The words of its command line; empty where the operating system does not tell.</summary>
    public static IReadOnlyList<string> CommandLine()
    {
        try
        {
            // The name, in brackets, may hold anything; behind it come the state and the parent's number.
            var stat = File.ReadAllText("/proc/self/stat");
            var parent = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1];
            return File.ReadAllText($"/proc/{parent}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
