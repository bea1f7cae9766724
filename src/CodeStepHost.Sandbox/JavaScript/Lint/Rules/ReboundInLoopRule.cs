using Acornima.Ast;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary>A rebound in a loop that goes on after it. One that is followed by a way out of the loop, or that a counter or flag guards, is left alone.</summary>
internal sealed class ReboundInLoopRule : LintRule
{
    public override string Code => FindingCodes.ReboundInLoop;

    public override void Visit(EmitCall emit, LintedFile file, LintReport report)
    {
        if (emit.Event == EventNames.Rebound && IsRepeated(emit.Call, file))
            report.At(emit.Call, "The loop may come here several times, but a message is rebounded once: only the first rebound counts.", "Leave the loop after it (return or break), or emit it after the loop.");
    }

    private static bool IsRepeated(Node emit, LintedFile file)
    {
        var (breaks, returns) = (false, false);
        var child = emit;
        foreach (var around in file.Around(emit))
        {
            switch (around)
            {
                case ReturnStatement:
                    returns = true;
                    break;
                case ThrowStatement:
                    return false;
                case IFunction function:
                    returns |= around is ArrowFunctionExpression { Body: Expression };
                    return Iteration.CallOf(file, around) is { } call
                        && !(returns && Iteration.EndsEarly(call.Callee))
                        && !LoopGuard.Guards(file, emit, (Node)function.Body, around);
            }
            foreach (var later in StatementLists.Of(around).SkipWhile(statement => !ReferenceEquals(statement, child)).Skip(1))
            {
                switch (later)
                {
                    case ThrowStatement:
                        return false;
                    case ReturnStatement:
                        returns = true;
                        break;
                    case BreakStatement exit:
                        breaks |= around is not SwitchCase || exit.Label is not null;
                        break;
                }
            }
            if (BodyOf(around) is { } body && ReferenceEquals(body, child))
            {
                if (returns)
                {
                    // The function may be called back for each element itself.
                }
                else if (!breaks && !LoopGuard.Guards(file, emit, body, around))
                {
                    return true;
                }
                breaks = false;
            }
            child = around;
        }
        return false;
    }

    private static Statement? BodyOf(Node loop) => loop switch
    {
        ForStatement statement => statement.Body,
        ForInStatement statement => statement.Body,
        ForOfStatement statement => statement.Body,
        WhileStatement statement => statement.Body,
        DoWhileStatement { Test: not BooleanLiteral { Value: false } } statement => statement.Body,
        _ => null,
    };
}
