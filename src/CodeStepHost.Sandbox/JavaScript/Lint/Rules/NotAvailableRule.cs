using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary><c>eval(…)</c>, <c>new Function(…)</c>, <c>process.exit()</c>: there in Node, and refused here when they are called.</summary>
internal sealed class NotAvailableRule : LintRule
{
    public override string Code => FindingCodes.NotAvailable;

    public override void Visit(Node node, LintedFile file, LintReport report)
    {
        var callee = node switch
        {
            CallExpression call => call.Callee,
            NewExpression made => made.Callee,
            _ => null,
        };
        if (file.IsGlobal(callee, "eval"))
            report.At(node, "eval is not available to steps: text cannot become code while a script runs.", "JSON.parse reads data; names that are made up can be had as object[name].");
        else if (file.IsGlobal(callee, "Function"))
            report.At(node, "new Function is not available to steps: text cannot become code while a script runs.", "Write the function out, or put it into a file of the flow's folder.");
        else if (callee is MemberExpression member && SyntaxWalk.MemberName(member) is "exit" or "abort" or "kill" && IsProcess(((MemberExpression)callee).Object, file))
            report.At(node, "A step cannot end its process.", "Write return to end here, or throw an error to fail the message.");
    }

    private static bool IsProcess(Node node, LintedFile file) => file.IsGlobal(node, "process") || KnownLibraries.ModuleOf(node, file) == "process";
}
