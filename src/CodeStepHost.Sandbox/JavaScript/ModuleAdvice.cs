using CodeStepHost.Sandbox.Running;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>What somebody probably meant who required something that is not there.</summary>
internal static class ModuleAdvice
{
    /// <summary>For a name without ./ in front: a module, or a file of the folder.</summary>
    public static string ForModule(IReadOnlyDictionary<string, string> files, string from, string name)
    {
        foreach (var written in (string[])[$"./{name}", PathTo(from, name)])
        {
            if (FlowModules.Resolve(files, from, written) is not null)
                return $"Did you mean '{written}'?";
        }
        var names = name.StartsWith("lodash/", StringComparison.Ordinal) ? NamedModules.LodashMethods.Select(method => "lodash/" + method) : NamedModules.Names;
        return (InsteadOf.Knows(name) ? null : Quoted(NearestName.Of(name, names))) ?? InsteadOf.Module(name);
    }

    /// <summary>For the path of a file that is not there.</summary>
    public static string? ForFile(IReadOnlyDictionary<string, string> files, string from, string name)
    {
        var isShort = !name.EndsWith(".js", StringComparison.Ordinal) && !name.EndsWith(".json", StringComparison.Ordinal);
        var paths = files.Keys
            .Where(path => path != from && (path.EndsWith(".js", StringComparison.Ordinal) || path.EndsWith(".json", StringComparison.Ordinal)))
            .Select(path => PathTo(from, isShort && path.EndsWith(".js", StringComparison.Ordinal) ? path[..^3] : path));
        return Quoted(NearestName.Of(name, paths));
    }

    // A path of the folder as a file of the folder would write it.
    private static string PathTo(string from, string path)
    {
        var above = from.Split('/')[..^1];
        var parts = path.Split('/');
        var shared = 0;
        while (shared < above.Length && shared < parts.Length - 1 && above[shared] == parts[shared])
            shared++;
        var up = above.Length - shared;
        return (up == 0 ? "./" : string.Concat(Enumerable.Repeat("../", up))) + string.Join('/', parts[shared..]);
    }

    private static string? Quoted(string? name) => name is null ? null : $"Did you mean '{name}'?";
}
