using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Runtime.Interop;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// What <c>require</c> finds: files of the flow's folder, run anew for each message, and a few modules of Node that live as long as the engine.
/// </summary>
internal sealed class FlowModules(IReadOnlyDictionary<string, string> files, string entry)
{
    private static readonly SortedDictionary<string, Func<StepRealm, JsValue>> _builtins = new(StringComparer.Ordinal)
    {
        ["assert"] = realm => realm.Load("assert.js"),
        ["buffer"] = realm => realm.Load("buffer.js"),
        ["codestep:expressions"] = realm => realm.Load("expressions.js"),
        ["crypto"] = realm => realm.Load("crypto.js"),
        ["events"] = realm => realm.Load("events.js"),
        ["path"] = realm => realm.Load("path.js"),
        ["querystring"] = realm => realm.Load("querystring.js"),
        ["url"] = realm => realm.Load("url.js"),
        ["util"] = realm => realm.Load("util.js"),
    };

    private static readonly string[] _endings = ["", ".js", ".json", "/index.js"];

    private readonly Dictionary<string, Prepared<Script>> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Function> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsValue> _loaded = new(StringComparer.Ordinal);

    /// <summary>Those that are offered to authors; <c>codestep:…</c> is for the host's own steps.</summary>
    public static IEnumerable<string> Builtins => _builtins.Keys.Where(name => !name.Contains(':', StringComparison.Ordinal));

    public static bool IsPath(string name) => name.StartsWith("./", StringComparison.Ordinal) || name.StartsWith("../", StringComparison.Ordinal) || name is "." or "..";

    public static bool IsBuiltin(string name) => _builtins.ContainsKey(WithoutScheme(name));

    /// <summary>The folder's file that <paramref name="name"/> means in <paramref name="from"/>; null when there is none.</summary>
    public static string? Resolve(IReadOnlyDictionary<string, string> files, string from, string name)
    {
        var parts = from.Split('/')[..^1].ToList();
        foreach (var part in name.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else
                return null;
        }
        var path = string.Join('/', parts);
        return _endings.Select(ending => path + ending).FirstOrDefault(files.ContainsKey);
    }

    /// <summary>The <c>require</c> of the step's own script.</summary>
    public JsValue CreateRequire(StepRealm realm) => CreateRequire(realm, entry);

    private ClrFunction CreateRequire(StepRealm realm, string from) => new ClrFunction(
        realm.Engine,
        "require",
        (_, arguments) => Require(realm, from, arguments.Length > 0 ? arguments[0].ToString() : ""),
        1);

    /// <summary>Forgets the values of the folder's files, so that nothing in them survives a message.</summary>
    public void Forget() => _loaded.Clear();

    private JsValue Require(StepRealm realm, string from, string name)
    {
        if (!IsPath(name))
        {
            return _builtins.TryGetValue(WithoutScheme(name), out var load)
                ? load(realm)
                : throw realm.Error($"Cannot find module '{name}'. There are: {string.Join(", ", Builtins)}, and files of the flow's folder.", "MODULE_NOT_FOUND");
        }
        var path = Resolve(files, from, name) ?? throw realm.Error($"Cannot find module '{name}': the flow's folder has no such file.", "MODULE_NOT_FOUND");
        if (path.EndsWith(".json", StringComparison.Ordinal))
            return _loaded.TryGetValue(path, out var json) ? json : _loaded[path] = realm.Json.Parse(files[path]);

        // A file that is being loaded already is found here half-made, as in Node: that is how cycles end.
        if (_loaded.TryGetValue(path, out var loaded))
            return loaded.Get("exports");
        var module = new JsObject(realm.Engine);
        var exports = new JsObject(realm.Engine);
        module.Set("exports", exports);
        _loaded[path] = module;
        var file = (Function)FunctionOf(realm, path).Call(JsValue.Undefined, [exports, CreateRequire(realm, path), module, path, path.Contains('/') ? path[..path.LastIndexOf('/')] : "."]);
        file.Call(exports, []);
        return module.Get("exports");
    }

    private Function FunctionOf(StepRealm realm, string path)
    {
        if (_functions.TryGetValue(path, out var function))
            return function;
        if (!_prepared.TryGetValue(path, out var prepared))
            _prepared[path] = prepared = JavaScriptCompiler.PrepareModule(path, files[path]);
        return _functions[path] = (Function)realm.Engine.Evaluate(prepared);
    }

    private static string WithoutScheme(string name) => name.StartsWith("node:", StringComparison.Ordinal) ? name[5..] : name;
}
