namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// Gives a script's text a scope of its own for each message. The outer function's parameters are the injected names, the inner one holds the
/// script, so that the script may redeclare any of them; its last line gives back <c>run</c>. The text in front is on the script's first line,
/// which keeps the line numbers.
/// </summary>
internal static class ScriptWrapper
{
    /// <summary>Names that are new for each message, in the order of the outer function's parameters.</summary>
    public static readonly string[] PerMessageNames = ["msg", "cfg", "snapshot", "emitter", "self", "exports", "module", "__filename", "__dirname"];

    private const string Before = "(function (msg, cfg, snapshot, emitter, self, exports, module, __filename, __dirname) { return function () { ";
    private const string After = "\n;return typeof run === 'undefined' ? undefined : run;\n}; })";

    private const string ModuleBefore = "(function (exports, require, module, __filename, __dirname) { return function () { ";
    private const string ModuleAfter = "\n}; })";

    public static string Wrap(string script) => Before + WithoutShebang(script) + After;

    public static string WrapModule(string script) => ModuleBefore.PadRight(Before.Length) + WithoutShebang(script) + ModuleAfter;

    /// <summary>The column (from 1) in the script of a column (from 0) in the wrapped text; less than 1 when it lies in the wrapper.</summary>
    public static int ScriptColumn(int line, int column) => column + 1 - (line == 1 ? Before.Length : 0);

    public static string WithoutShebang(string script) => script.StartsWith("#!", StringComparison.Ordinal) ? "//" + script[2..] : script;
}
