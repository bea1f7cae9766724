using System.Text.RegularExpressions;

namespace CodeStepHost.Components.Code.Packages;

/// <summary>A line of a C# script that asks for a NuGet package.</summary>
/// <param name="Version">As it stands there; null when there is none.</param>
/// <param name="File">The flow folder's file, by its relative path.</param>
/// <param name="Line">From 1.</param>
internal sealed partial record PackageRequest(string Id, string? Version, string File, int Line)
{
    // Only for the author's editor: what it holds, the host has.
    private const string OwnPackages = "CodeStepHost.";

    /// <summary>What a script asks for by <c>#:package Id@1.2.3</c> or <c>#r "nuget: Id, 1.2.3"</c>, files that it loads included.</summary>
    public static IReadOnlyList<PackageRequest> In(string script, IReadOnlyDictionary<string, string> files)
    {
        var requests = new List<PackageRequest>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>([script]);
        while (waiting.TryDequeue(out var file))
        {
            if (!seen.Add(file) || !files.TryGetValue(file, out var text))
                continue;
            var number = 0;
            foreach (var line in text.Split('\n'))
            {
                number++;
                if (!line.StartsWith('#') && !line.TrimStart().StartsWith('#'))
                    continue;
                if (PackageLine().Match(line) is { Success: true } package && !package.Groups["id"].Value.StartsWith(OwnPackages, StringComparison.OrdinalIgnoreCase))
                    requests.Add(new PackageRequest(package.Groups["id"].Value, package.Groups["version"].Value is { Length: > 0 } version ? version : null, file, number));
                else if (LoadLine().Match(line) is { Success: true } load)
                    waiting.Enqueue(Beside(file, load.Groups["path"].Value));
            }
        }

        return requests;
    }

    private static string Beside(string file, string path)
    {
        var parts = file.Split('/')[..^1].ToList();
        foreach (var part in path.Replace('\\', '/').Split('/'))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "." or ".."))
                parts.Add(part);
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex("""^\s*#(:package\s+(?<id>[^@\s]+)(\s*@\s*(?<version>\S+))?|r\s+"nuget:\s*(?<id>[^,"\s]+)\s*(,\s*(?<version>[^"\s]+))?\s*")""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PackageLine();

    [GeneratedRegex("""^\s*#load\s+"(?<path>[^"]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LoadLine();
}
