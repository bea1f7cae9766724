using Jint.Native;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>What <c>require</c> knows by name: parts of Node, and libraries from npm. An engine loads one when a script first asks for it, and keeps it.</summary>
internal static class NamedModules
{
    private const string LodashMethod = "lodash/";

    /// <summary>For the scripts of the host's own steps; authors are not told of it.</summary>
    private const string Expressions = "codestep:expressions";

    private static readonly SortedDictionary<string, Func<StepRealm, JsValue>> _modules = new(StringComparer.Ordinal)
    {
        ["assert"] = realm => realm.Offer("assert.js"),
        ["assert/strict"] = realm => realm.Offer("assert.js"),
        ["axios"] = realm => realm.Offer("axios.js"),
        ["buffer"] = realm => realm.Offer("buffer.js"),
        ["console"] = realm => realm.Engine.Global.Get("console"),
        ["crypto"] = realm => realm.Offer("crypto.js"),
        ["events"] = realm => realm.Offer("events.js"),
        ["jsonata"] = realm => realm.Offer("jsonata.js"),
        ["lodash"] = realm => realm.Offer("lodash.js"),
        ["lodash/fp"] = realm => realm.Offer("lodash-fp.js"),
        ["path"] = realm => realm.Offer("path.js"),
        ["path/posix"] = realm => realm.Offer("path.js"),
        ["process"] = realm => realm.Engine.Global.Get("process"),
        ["querystring"] = realm => realm.Offer("querystring.js"),
        ["timers"] = realm => realm.Offer("timers.js"),
        ["timers/promises"] = realm => realm.Offer("timers.js").Get("promises"),
        ["url"] = realm => realm.Offer("url.js"),
        ["util"] = realm => realm.Offer("util.js"),
    };

    private static readonly Lazy<HashSet<string>> _lodashMethods = new(() => OwnScripts.Read("lodash-methods.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal));

    public static IEnumerable<string> Names => _modules.Keys;

    /// <summary>Names as messages list them.</summary>
    public static string List { get; } = string.Join(", ", _modules.Keys);

    public static bool Knows(string name) => _modules.ContainsKey(WithoutScheme(name)) || LodashMethodOf(name) is not null || name == Expressions;

    /// <summary>The module's value; null when there is none of that name.</summary>
    public static JsValue? Load(StepRealm realm, string name) =>
        _modules.TryGetValue(WithoutScheme(name), out var load) ? load(realm)
        : LodashMethodOf(name) is { } method ? realm.Offer("lodash.js").Get(method)
        : name == Expressions ? realm.Load("expressions.js")
        : null;

    public static IReadOnlyCollection<string> LodashMethods => _lodashMethods.Value;

    /// <summary>Whether lodash has a function of that name.</summary>
    public static bool IsLodashMethod(string name) => _lodashMethods.Value.Contains(name);

    private static string? LodashMethodOf(string name)
    {
        if (!name.StartsWith(LodashMethod, StringComparison.Ordinal))
            return null;
        var method = name[LodashMethod.Length..];
        if (method.EndsWith(".js", StringComparison.Ordinal))
            method = method[..^3];
        return _lodashMethods.Value.Contains(method) ? method : null;
    }

    private static string WithoutScheme(string name) => name.StartsWith("node:", StringComparison.Ordinal) ? name[5..] : name;
}
