using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary>
/// <c>fetch(…);</c> as a statement: nobody waits for the promise. Emissions need no waiting, and at the top level of a script nothing can wait, so
/// those are left alone, as is what has a <c>catch</c> of its own.
/// </summary>
internal sealed class DroppedPromiseRule(Promises promises) : LintRule
{
    private const string Instead = "Write for (const item of list) { await … }, or await Promise.all(list.map(…)).";

    public override string Code => FindingCodes.DroppedPromise;

    public override void Visit(Node node, LintedFile file, LintReport report)
    {
        if (file.FunctionOf(node) is not { } function)
            return;
        if (node is ExpressionStatement statement)
        {
            foreach (var result in Results(statement.Expression))
                VisitDropped(result, function, file, report);
        }
        else if (node is CallExpression call && Iteration.NameOf(call, file) is { } name)
        {
            if (Iteration.GivesNothing(name))
                ReportCallbacks(call, file, report, $"{name} waits for none of the promises of its function.", Instead);
            else if (Iteration.AsksFor(name))
                ReportCallbacks(call, file, report, $"{name} does not wait for the promises of its function: each counts as true.", "Wait for the answers first: const answers = await Promise.all(list.map(…)).");
        }
    }

    private void VisitDropped(Node result, IFunction function, LintedFile file, LintReport report)
    {
        if (result is CallExpression call && Iteration.NameOf(call, file) is "map" or "flatMap")
            ReportCallbacks((CallExpression)result, file, report, "Nobody waits for the promises that come of this.", Instead);
        else if (promises.IsPromise(result, file) && !Promises.IsHandled(result))
            report.At(result, $"Nobody waits for the promise of {Shown(result)}: what follows does not see its result, nor a failure.", function.Async ? "Write await before it." : "Return it, or make the function async and write await before it.");
    }

    private void ReportCallbacks(CallExpression call, LintedFile file, LintReport report, string message, string suggestion)
    {
        foreach (var callback in call.Arguments.AsEnumerable().Where(argument => promises.GivesPromise(argument, file)))
            report.At(callback, message, suggestion);
    }

    /// <summary>The expressions whose value a statement throws away.</summary>
    private static IEnumerable<Node> Results(Node expression) => expression switch
    {
        LogicalExpression choice => Results(choice.Right),
        ConditionalExpression choice => Results(choice.Consequent).Concat(Results(choice.Alternate)),
        SequenceExpression list => list.Expressions.AsEnumerable().SelectMany(Results),
        ChainExpression chain => Results(chain.Expression),
        _ => [expression],
    };

    private static string Shown(Node node) => node switch
    {
        NewExpression => "new Promise(…)",
        CallExpression { Callee: IFunction or MemberExpression { Object: IFunction } } => "this function",
        CallExpression { Callee: Identifier name } => $"{name.Name}(…)",
        CallExpression { Callee: MemberExpression { Object: CallExpression or NewExpression or ChainExpression } chained } => Shown(chained.Object),
        CallExpression { Callee: MemberExpression { Object: Identifier holder } member } => $"{holder.Name}.{SyntaxWalk.MemberName(member)}(…)",
        ChainExpression chain => Shown(chain.Expression),
        _ => "the call",
    };
}
