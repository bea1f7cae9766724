using Acornima.Ast;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary>A name that neither the script, nor the host, nor the language knows. Names that a file of the script assigns or asks for are left alone.</summary>
internal sealed class UnknownNameRule : LintRule
{
    private static readonly Lazy<HashSet<string>> _language = new(NamesOfTheLanguage);
    private static readonly string[] _ofModules = ["exports", "require", "module", "__filename", "__dirname"];

    private readonly HashSet<string> _assigned;
    private readonly bool _isCertain;

    /// <param name="files">All files of the script: what one assigns without declaring it, the others may read.</param>
    public UnknownNameRule(IReadOnlyList<LintedFile> files)
    {
        _assigned = files
            .SelectMany(file => file.Scopes.Globals.Values.Where(name => name.Assignments > 0).Select(name => name.Name).Concat(SetOnGlobalThis(file)))
            .ToHashSet(StringComparer.Ordinal);
        _isCertain = !files.Any(UsesGlobalThisOtherwise);
    }

    public override string Code => FindingCodes.UnknownName;

    public override void Visit(Node node, LintedFile file, LintReport report)
    {
        if (node is not Script || !_isCertain)
            return;
        foreach (var name in file.Scopes.Globals.Values.Where(name => name.Reads.Count > 0 && !IsKnown(name.Name, file)))
            report.At(name.Reads.MinBy(read => read.Start)!, $"{name.Name} is declared nowhere.", Suggestion(name.Name, file));
    }

    private bool IsKnown(string name, LintedFile file) =>
        _language.Value.Contains(name) || Globals.Knows(name) || NamesOf(file).Contains(name) || _assigned.Contains(name) || file.Scopes.IsAskedFor(name);

    private static string[] NamesOf(LintedFile file) => file.IsEntry ? ScriptWrapper.PerMessageNames : _ofModules;

    private static string? Suggestion(string name, LintedFile file)
    {
        if (!file.IsEntry && ScriptWrapper.PerMessageNames.Contains(name))
            return "A required file does not see it; pass it to the file's function.";
        if (NamedModules.Knows(name))
            return $"Write const {name} = require('{name}').";
        if (name == "emit")
            return "Write this.emit(…).";
        if (name is "window")
            return "Did you mean globalThis?";
        var functions = file.Nodes.OfType<FunctionDeclaration>().Select(function => function.Id?.Name).OfType<string>();
        var declared = file.Nodes.OfType<Identifier>().Select(file.Scopes.Of).OfType<Variable>().Where(variable => !file.Scopes.IsGlobal(variable)).Select(variable => variable.Name);
        if (name is "FormData" or "Blob" or "File")
            return "To send a form: await axios.postForm(url, { field: value }).";
        if (name is "XMLHttpRequest")
            return "Write await fetch(url).";
        var nearest = name.Length < 3 ? null : NearestName.Of(name, declared.Concat(functions).Concat(NamesOf(file)).Concat(Globals.Names).Concat(_language.Value).Concat(Keywords.All).Distinct(StringComparer.Ordinal));
        return nearest is null ? "Declare it, or correct its name." : $"Did you mean {nearest}?";
    }

    private static IEnumerable<string> SetOnGlobalThis(LintedFile file) => file.Nodes
        .OfType<MemberExpression>()
        .Where(member => file.IsGlobal(member.Object, "globalThis"))
        .Select(SyntaxWalk.MemberName)
        .OfType<string>();

    private static bool UsesGlobalThisOtherwise(LintedFile file) =>
        file.Scopes.Globals.TryGetValue("globalThis", out var global) && global.Reads.Any(read => file.ParentOf(read) is not MemberExpression member || SyntaxWalk.MemberName(member) is null);

    private static HashSet<string> NamesOfTheLanguage()
    {
        using var engine = new Jint.Engine();
        return engine.Global.GetOwnPropertyKeys(Jint.Runtime.Types.String).Select(key => key.ToString()).ToHashSet(StringComparer.Ordinal);
    }
}
