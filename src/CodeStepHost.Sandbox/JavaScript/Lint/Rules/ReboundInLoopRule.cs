using Acornima.Ast;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary>
/// A rebound in a loop that goes on after it, there or in a function that the loop calls. One that is followed by a way out of the loop, or that a counter or
/// flag guards, is left alone, as is a function whose result the loop looks at.
/// </summary>
internal sealed class ReboundInLoopRule : LintRule
{
    private const int DeepestCalls = 3;

    private const string Instead = "Leave the loop after it (return or break), or emit it after the loop.";

    private readonly HashSet<Node> _told = new(ReferenceEqualityComparer.Instance);

    public override string Code => FindingCodes.ReboundInLoop;

    public override void Visit(EmitCall emit, LintedFile file, LintReport report)
    {
        if (emit.Event != EventNames.Rebound)
            return;
        if (IsRepeated(emit.Call, file, out var holder))
            report.At(emit.Call, "The loop may come here several times, but a message is rebounded once: only the first rebound counts.", Instead);
        else if (holder is not null)
            VisitCalls(holder, emit.Call, file, report, 0);
    }

    /// <summary>The calls of a function that emits a rebound and ends normally.</summary>
    private void VisitCalls(IFunction function, Node inner, LintedFile file, LintReport report, int depth)
    {
        if (depth > DeepestCalls || file.This.IsEntry(function) || LoopGuard.Guards(file, inner, (Node)function.Body, (Node)function))
            return;
        foreach (var use in file.This.UsesOf(function) ?? [])
        {
            if (Called(use, file) is not { } call)
            {
                if (Iteration.LoopOf(file, use) is { } iteration && !Iteration.EndsEarly(iteration.Callee) && !Iteration.EndsWithFalse(iteration, file))
                    Tell(use, use, report);
            }
            else if (IsDropped(call, file) || file.ParentOf(call) is ArrowFunctionExpression)
            {
                if (IsRepeated(call, file, out var holder))
                    Tell(call, use, report);
                else if (holder is not null)
                    VisitCalls(holder, call, file, report, depth + 1);
            }
        }
    }

    private void Tell(Node place, Node use, LintReport report)
    {
        if (_told.Add(place))
            report.At(place, $"{(use as Identifier)?.Name ?? "The function"} may emit a rebound each time that the loop calls it, but a message is rebounded once: only the first rebound counts.", Instead);
    }

    private static CallExpression? Called(Node use, LintedFile file) => file.ParentOf(use) switch
    {
        CallExpression call when ReferenceEquals(call.Callee, use) => call,
        MemberExpression member when ReferenceEquals(member.Object, use) && SyntaxWalk.MemberName(member) is "call" or "apply" => file.ParentOf(file.ParentOf(use)!) as CallExpression,
        _ => null,
    };

    private static bool IsDropped(Node call, LintedFile file) => file.ParentOf(call) switch
    {
        ExpressionStatement => true,
        AwaitExpression awaited => file.ParentOf(awaited) is ExpressionStatement,
        _ => false,
    };

    /// <param name="holder">The function that holds it, where no loop in that function repeats it and it may end normally afterwards; else null.</param>
    private static bool IsRepeated(Node emit, LintedFile file, out IFunction? holder)
    {
        holder = null;
        var (breaks, returns, returnsFalse) = (false, false, false);
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
                    if (Iteration.LoopOf(file, around) is not { } call)
                    {
                        holder = function;
                        return false;
                    }
                    return !(returns && Iteration.EndsEarly(call.Callee))
                        && !(returnsFalse && Iteration.EndsWithFalse(call, file))
                        && !LoopGuard.Guards(file, emit, (Node)function.Body, around);
            }
            foreach (var later in StatementLists.Of(around).SkipWhile(statement => !ReferenceEquals(statement, child)).Skip(1))
            {
                switch (later)
                {
                    case ThrowStatement:
                        return false;
                    case ReturnStatement exit:
                        returns = true;
                        returnsFalse |= exit.Argument is BooleanLiteral { Value: false };
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
