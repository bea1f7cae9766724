using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>What <c>require</c> finds: files of the flow's folder, run anew for each message, and <see cref="NamedModules"/>.</summary>
internal sealed class FlowModules(IReadOnlyDictionary<string, string> files, string entry)
{
    private static readonly string[] _endings = ["", ".js", ".json", ".cjs"];

    private readonly Dictionary<string, Prepared<Script>> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Function> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsValue> _loaded = new(StringComparer.Ordinal);
    private JsValue _entryModule = JsValue.Undefined;

    public static bool IsPath(string name) => name.StartsWith("./", StringComparison.Ordinal) || name.StartsWith("../", StringComparison.Ordinal) || name is "." or "..";

    public static bool IsJson(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public static string FolderOf(string path) => path.Contains('/') ? path[..path.LastIndexOf('/')] : ".";

    /// <summary>The folder's file that <paramref name="name"/> means in <paramref name="from"/>; null when there is none. A file comes before a folder's index, as in Node.</summary>
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
        var isFolder = path.Length == 0 || name.EndsWith('/') || name.EndsWith("/.", StringComparison.Ordinal) || name.EndsWith("..", StringComparison.Ordinal);
        var index = path.Length == 0 ? "index" : path + "/index";
        return (isFolder ? [] : _endings.Select(ending => path + ending))
            .Concat(_endings.Skip(1).Select(ending => index + ending))
            .FirstOrDefault(files.ContainsKey);
    }

    /// <summary>The <c>require</c> of the step's own script.</summary>
    public JsValue CreateRequire(StepRealm realm) => CreateRequire(realm, entry);

    /// <summary>The step's own script, which is under way: a file that requires it gets what it has exported so far.</summary>
    public void BeginEntry(JsValue module) => _entryModule = module;

    /// <summary>Forgets the values of the folder's files, so that nothing in them survives a message.</summary>
    public void Forget() => _loaded.Clear();

    private ClrFunction CreateRequire(StepRealm realm, string from)
    {
        var require = new ClrFunction(realm.Engine, "require", (_, arguments) => Require(realm, from, NameIn(realm, arguments)), 1);
        require.Set("resolve", new ClrFunction(realm.Engine, "resolve", (_, arguments) => PathOf(realm, from, NameIn(realm, arguments)), 1));
        return require;
    }

    private static string NameIn(StepRealm realm, JsValue[] arguments) =>
        arguments.Length > 0 && arguments[0].IsString() && arguments[0].ToString() is { Length: > 0 } name
            ? name
            : throw realm.TypeError("require needs the name of a module or the path of a file.");

    private JsValue Require(StepRealm realm, string from, string name)
    {
        if (!IsPath(name) && NamedModules.Load(realm, name) is { } module)
            return module;
        var path = PathOf(realm, from, name);
        if (path == entry)
            return _entryModule is ObjectInstance started ? started.Get("exports") : new JsObject(realm.Engine);
        return _loaded.TryGetValue(path, out var loaded) ? loaded.Get("exports") : Run(realm, path).Get("exports");
    }

    private string PathOf(StepRealm realm, string from, string name)
    {
        if (IsPath(name))
            return Resolve(files, from, name) ?? throw realm.Error($"Cannot find module '{name}': the flow's folder has no such file (seen from {from}).", "MODULE_NOT_FOUND");
        return NamedModules.Knows(name)
            ? name
            : throw realm.Error($"Cannot find module '{name}'. {ModuleAdvice.ForModule(files, from, name)}", "MODULE_NOT_FOUND");
    }

    // A file that is being loaded already is found half-made by those it requires, as in Node: that is how cycles end.
    private JsObject Run(StepRealm realm, string path)
    {
        var module = new JsObject(realm.Engine);
        var exports = new JsObject(realm.Engine);
        module.Set("exports", exports);
        module.Set("id", path);
        module.Set("filename", path);
        module.Set("loaded", JsBoolean.False);
        _loaded[path] = module;
        try
        {
            if (IsJson(path))
                module.Set("exports", ParseJson(realm, path));
            else
                ((Function)FunctionOf(realm, path).Call(JsValue.Undefined, [exports, CreateRequire(realm, path), module, path, FolderOf(path)])).Call(exports, []);
        }
        catch
        {
            _loaded.Remove(path);
            throw;
        }
        module.Set("loaded", JsBoolean.True);
        return module;
    }

    private JsValue ParseJson(StepRealm realm, string path)
    {
        try
        {
            return realm.Json.Parse(files[path].TrimStart('\uFEFF'));
        }
        catch (JavaScriptException malformed)
        {
            throw realm.Error($"{path}: {malformed.Message}");
        }
    }

    private Function FunctionOf(StepRealm realm, string path)
    {
        if (_functions.TryGetValue(path, out var function))
            return function;
        if (!_prepared.TryGetValue(path, out var prepared))
            _prepared[path] = prepared = JavaScriptCompiler.PrepareModule(path, files[path]);
        realm.Stacks.Know(path, prepared.Program);
        return _functions[path] = (Function)realm.Engine.Evaluate(prepared);
    }
}
