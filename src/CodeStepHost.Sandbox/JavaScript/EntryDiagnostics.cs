using Acornima.Ast;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>What is said of a script with no entry point, or with two.</summary>
internal static class EntryDiagnostics
{
    private static readonly string[] _names = [EntryPoint.Run, EntryPoint.Process];

    public static ScriptDiagnostic None(string file, Script script)
    {
        var misspelt = Offered(script).FirstOrDefault(offered => NearestName.Of(offered.Name, _names) is not null);
        return new ScriptDiagnostic(
            "error",
            FindingCodes.NoEntry,
            "The script has nothing to run: neither a function called run, nor exports.process, nor a top-level statement.",
            file,
            misspelt.Place?.Location.Start.Line ?? 1,
            (misspelt.Place?.Location.Start.Column ?? 0) + 1,
            misspelt.Place is null
                ? "Add async function run(msg, cfg, snapshot) { … }, or correct the name of the function that should be it."
                : $"Did you mean {NearestName.Of(misspelt.Name, _names)} by {misspelt.Name}?");
    }

    public static ScriptDiagnostic Two(string file, Script script)
    {
        var place = new EntryFacts(script).Run?.Location.Start;
        return new ScriptDiagnostic(
            "warning",
            FindingCodes.TwoEntries,
            "The script has both exports.process and a different function called run; exports.process is called, run is not.",
            file,
            place?.Line ?? 1,
            (place?.Column ?? 0) + 1,
            "Remove one of the two.");
    }

    /// <summary>The functions at the top level and what is exported, with their names.</summary>
    private static IEnumerable<(string Name, Node? Place)> Offered(Script script) => script.Body.AsEnumerable().SelectMany(IEnumerable<(string, Node?)> (statement) => statement switch
    {
        FunctionDeclaration { Id: { } name } => [(name.Name, name)],
        VariableDeclaration variables => variables.Declarations.AsEnumerable().Where(variable => variable is { Id: Identifier, Init: IFunction }).Select(variable => (((Identifier)variable.Id).Name, (Node?)variable.Id)),
        ExpressionStatement { Expression: AssignmentExpression { Left: MemberExpression target, Right: var value } } => SyntaxWalk.MemberName(target) is { } name and not "exports"
            ? [(name, target.Property)]
            : SyntaxWalk.OutsideFunctions(value).OfType<Property>().Select(property => (SyntaxWalk.KeyName(property) ?? "", (Node?)property.Key)),
        _ => [],
    });
}
