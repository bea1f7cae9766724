using System.Text.RegularExpressions;

namespace CodeStepHost.Desk.Trying;

/// <summary>
/// Which files of a flow a script may be made of, by its text: <c>require('./lib/money')</c> and <c>#load "lib/money.csx"</c>, followed from
/// file to file. It may name too many, never too few: where a script requires what it computes, that is every file.
/// </summary>
internal static partial class ScriptGraph
{
    private static readonly string[] Endings = ["", ".js", ".json", "/index.js"];

    /// <summary>The script and the files that it takes in, by their paths in the flow's folder.</summary>
    public static IReadOnlySet<string> FilesOf(IReadOnlyDictionary<string, string> files, string script)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal) { script };
        var left = new Stack<string>([script]);
        while (left.TryPop(out var file))
        {
            if (!files.TryGetValue(file, out var text))
                continue;
            if (ComputedRequire().IsMatch(text))
                return files.Keys.ToHashSet(StringComparer.Ordinal);
            foreach (Match name in Required().Matches(text))
            {
                foreach (var path in Paths(file, name.Groups["path"].Value).Where(path => found.Add(path)))
                    left.Push(path);
            }
        }

        return found;
    }

    /// <summary>Every path that a name may mean, there or not: a file that comes later changes the script too.</summary>
    private static IEnumerable<string> Paths(string from, string name)
    {
        var parts = from.Split('/')[..^1].ToList();
        foreach (var part in name.Replace('\\', '/').Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
        }

        var path = string.Join('/', parts);
        return Endings.Select(ending => path + ending);
    }

    [GeneratedRegex("""\brequire\s*\(\s*(?<quote>['"])(?<path>\.{1,2}(/[^'"]*)?)\k<quote>|^\s*#load\s+"(?<path>[^"]+)["]""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Required();

    [GeneratedRegex("""\brequire\b(?!\s*\(\s*['"])""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ComputedRequire();
}
