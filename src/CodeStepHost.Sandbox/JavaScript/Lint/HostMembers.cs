using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>What the modules and global objects of a step have, read from the objects themselves when a script first uses one.</summary>
internal static class HostMembers
{
    private static readonly HashSet<string> _modules = new(StringComparer.Ordinal) { "assert", "buffer", "crypto", "events", "path", "querystring", "timers", "url", "util" };

    private static readonly HashSet<string> _globals = new(StringComparer.Ordinal)
    {
        "Array", "Buffer", "Date", "JSON", "Math", "Number", "Object", "Promise", "Reflect", "String", "Symbol", "URL", "console", "crypto", "messages", "performance", "process",
    };

    private static readonly Dictionary<(string, bool), HashSet<string>> _members = [];
    private static readonly Lock _lock = new();
    private static StepRealm? _realm;

    public static bool IsModule(string name) => _modules.Contains(name) || name == "lodash";

    public static bool IsGlobal(string name) => _globals.Contains(name) || name == "_";

    /// <param name="isModule">Whether the name is that of a module, not of a global object.</param>
    public static bool Has(string name, bool isModule, string member)
    {
        lock (_lock)
        {
            if (name is "lodash" or "_")
                return NamedModules.IsLodashMethod(member) || Members("Object", false).Contains(member) || member is "chain" or "mixin" or "runInContext" or "template" or "tap" or "thru" or "prototype";
            return Members(name, isModule).Contains(member);
        }
    }

    public static IReadOnlyCollection<string> Of(string name, bool isModule)
    {
        lock (_lock)
            return name is "lodash" or "_" ? NamedModules.LodashMethods : Members(name, isModule);
    }

    private static HashSet<string> Members(string name, bool isModule)
    {
        if (_members.TryGetValue((name, isModule), out var known))
            return known;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var part = Value(name, isModule) as ObjectInstance; part is not null; part = part.Prototype)
            names.UnionWith(part.GetOwnPropertyKeys(Types.String).Select(key => key.ToString()));
        return _members[(name, isModule)] = names;
    }

    private static JsValue Value(string name, bool isModule)
    {
        _realm ??= new StepRealm(new FlowModules(new Dictionary<string, string>(StringComparer.Ordinal), ""));
        if (isModule)
            return NamedModules.Load(_realm, name) ?? JsValue.Undefined;
        return name == "process" ? _realm.Load("process.js").Call(JsValue.Undefined, [new JsObject(_realm.Engine)]) : _realm.Engine.Global.Get(name);
    }
}
