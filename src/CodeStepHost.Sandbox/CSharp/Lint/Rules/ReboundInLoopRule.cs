using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint.Rules;

/// <summary>A rebound in a loop that goes on after it. One that is followed by a way out of the loop, or that a counter or flag guards, is left alone.</summary>
internal sealed class ReboundInLoopRule : CSharpRule
{
    public override string Code => FindingCodes.ReboundInLoop;

    public override void Visit(EmitCall emit, LintedTree tree, CSharpReport report)
    {
        if (emit.Event == EventNames.Rebound && IsRepeated(emit.Call, tree))
            report.At(emit.Call, "The loop may come here several times, but a message is rebounded once: only the first rebound counts.", "Leave the loop after it (return or break), or emit it after the loop.");
    }

    private static bool IsRepeated(SyntaxNode emit, LintedTree tree)
    {
        var (breaks, returns) = (false, false);
        var child = emit;
        foreach (var around in emit.Ancestors())
        {
            switch (around)
            {
                case ReturnStatementSyntax:
                    returns = true;
                    break;
                case ThrowStatementSyntax or ThrowExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax:
                    return false;
                case AnonymousFunctionExpressionSyntax function:
                    var (isLoop, endsEarly) = Loops.Of(function);
                    returns |= function.ExpressionBody is not null;
                    return isLoop && !(returns && endsEarly) && !Loops.IsGuarded(tree, emit, function.Body, function);
            }
            foreach (var later in StatementLists.Of(around).SkipWhile(statement => !ReferenceEquals(statement, child)).Skip(1))
            {
                switch (later)
                {
                    case ThrowStatementSyntax or GotoStatementSyntax:
                        return false;
                    case ReturnStatementSyntax:
                        returns = true;
                        break;
                    case BreakStatementSyntax when around is not SwitchSectionSyntax:
                        breaks = true;
                        break;
                }
            }
            if (ReferenceEquals(Loops.BodyOf(around), child))
            {
                if (!returns && !breaks && !Loops.IsGuarded(tree, emit, child, around))
                    return true;
                breaks = false;
            }
            child = around;
        }
        return false;
    }
}
