using System.Globalization;

namespace CodeStepHost.Benchmarks;

/// <summary>What Linux says about a process.</summary>
internal static class ProcessFigures
{
    private const double TicksPerSecond = 100;

    public static double CpuSeconds(int process)
    {
        var fields = AfterName(process);
        return fields is null ? 0 : (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Processor time of the children of a process that have ended.</summary>
    public static double EndedChildrenCpuSeconds(int process)
    {
        var fields = AfterName(process);
        return fields is null ? 0 : (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Memory in use, in MiB.</summary>
    public static double Rss(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public static IReadOnlyList<int> ChildrenOf(int parent) =>
        [.. All().Where(process => AfterName(process) is { } fields && fields[1] == parent.ToString(CultureInfo.InvariantCulture))];

    public static IReadOnlyList<int> Named(string name) => [.. All().Where(process => NameOf(process) == name)];

    private static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : 0).Where(process => process > 0);

    private static string? NameOf(int process) => Read($"/proc/{process}/comm")?.Trim();

    private static string[]? AfterName(int process) => Read($"/proc/{process}/stat") is { } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
