using Acornima;
using Acornima.Ast;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary><c>await this.emit('end'); await this.emit('data', …);</c>: only where the end has come whatever way led there.</summary>
internal sealed class EmitAfterEndRule : LintRule
{
    private readonly HashSet<Node> _told = new(ReferenceEqualityComparer.Instance);

    public override string Code => FindingCodes.EmitAfterEnd;

    public override void Visit(Node node, LintedFile file, LintReport report)
    {
        var ended = false;
        foreach (var statement in StatementLists.Of(node))
        {
            var emits = ended ? AnywhereIn(statement, file) : AfterEnd(statement, file, out ended);
            foreach (var late in emits.Where(emit => emit.Event is { } name && name != EventNames.End && EventNames.Knows(name) && _told.Add(emit.Call)).ToList())
                report.At(late.Call, $"emit('{EventNames.Shown(late.Event!)}') comes after emit('end'); nothing can be emitted after the end.", "Emit end last, or leave it out: a script ends by itself.");
            foreach (var late in ended ? ReturnsIn(statement).Where(returned => file.FunctionOf(returned) is { } function && file.This.IsEntry(function) && _told.Add(returned)) : [])
            {
                if (Truthiness.IsCertain(late.Argument, file))
                    report.At(late, "A value is returned here after emit('end'); nothing can be sent after the end.", "Leave emit('end') out: a script ends by itself. Or write return without a value.");
            }
            if (StatementLists.Leaves(statement))
                return;
        }
    }

    private static List<EmitCall> AfterEnd(Statement statement, LintedFile file, out bool ended)
    {
        var late = new List<EmitCall>();
        ended = false;
        foreach (var call in StatementLists.RunFirst(statement).SelectMany(Always))
        {
            if (file.Emits.Find(call) is not { } emit)
                continue;
            if (ended)
                late.Add(emit);
            ended |= emit.Event == EventNames.End;
        }
        return late;
    }

    private static IEnumerable<ReturnStatement> ReturnsIn(Statement statement) => SyntaxWalk.OutsideFunctions(statement).OfType<ReturnStatement>();

    // Functions that are declared there may have been called before.
    private static List<EmitCall> AnywhereIn(Node node, LintedFile file)
    {
        var found = new List<EmitCall>();
        var open = new Stack<Node>();
        open.Push(node);
        while (open.TryPop(out var next))
        {
            if (next is FunctionDeclaration)
                continue;
            if (next is CallExpression && file.Emits.Find(next) is { } emit)
                found.Add(emit);
            foreach (var child in next.ChildNodes)
            {
                if (child is not null)
                    open.Push(child);
            }
        }
        return found;
    }

    /// <summary>The calls that are made whenever an expression is worked out, in the order in which they are made.</summary>
    private static IEnumerable<Node> Always(Node expression)
    {
        switch (expression)
        {
            case IFunction or IClass or ChainExpression:
                return [];
            case LogicalExpression choice:
                return Always(choice.Left);
            case ConditionalExpression choice:
                return Always(choice.Test);
            case AssignmentExpression { Operator: Operator.LogicalAndAssignment or Operator.LogicalOrAssignment or Operator.NullishCoalescingAssignment }:
                return [];
            default:
                var parts = expression.ChildNodes.ToList().Where(child => child is not (null or AssignmentPattern)).SelectMany(child => Always(child!));
                return expression is CallExpression ? parts.Append(expression) : parts;
        }
    }
}
