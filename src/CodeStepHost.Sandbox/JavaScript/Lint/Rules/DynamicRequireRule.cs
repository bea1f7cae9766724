using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary><c>require(name)</c>: works, but is found out to be missing only when the script runs.</summary>
internal sealed class DynamicRequireRule : LintRule
{
    public override string Code => FindingCodes.DynamicRequire;

    public override void Visit(Node node, LintedFile file, LintReport report)
    {
        if (node is CallExpression { Arguments: [var name, ..] } call && file.IsGlobal(call.Callee, "require") && !IsWrittenOut(name, file))
            report.At(name, "What is required here is known only when the script runs, so it cannot be checked before.", "Write the name out: require('./lib/money').");
    }

    private static bool IsWrittenOut(Node name, LintedFile file) => name is ConditionalExpression choice
        ? IsWrittenOut(choice.Consequent, file) && IsWrittenOut(choice.Alternate, file)
        : file.TextOf(name) is not null;
}
