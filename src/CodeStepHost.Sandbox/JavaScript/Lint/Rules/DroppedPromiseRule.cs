using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary>
/// <c>fetch(…);</c> as a statement: nobody waits for the promise. Emissions need no waiting, and at the top level of a script nothing can wait, so
/// those are left alone.
/// </summary>
internal sealed class DroppedPromiseRule : LintRule
{
    public override string Code => FindingCodes.DroppedPromise;

    public override void Visit(Node node, LintedFile file, LintReport report)
    {
        if (node is ExpressionStatement statement && file.FunctionOf(node) is { } function)
        {
            foreach (var call in Results(statement.Expression).Where(result => IsAsync(result, file)))
                report.At(call, $"Nobody waits for the promise of {Shown(call)}: what follows does not see its result, nor a failure.", function.Async ? "Write await before it." : "Return it, or make the function async and write await before it.");
        }
        else if (node is CallExpression each && SyntaxWalk.MemberName(each.Callee) == "forEach" && file.FunctionOf(node) is not null)
        {
            foreach (var callback in each.Arguments.AsEnumerable().Where(argument => GivesPromise(file.ValueOf(argument), file)))
                report.At(callback, "forEach waits for none of the promises of its function.", "Write for (const item of list) { await … }, or await Promise.all(list.map(…)).");
        }
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

    private static bool GivesPromise(Node callback, LintedFile file) => callback switch
    {
        ArrowFunctionExpression { Async: false, Body: Expression body } => IsAsync(body, file),
        IFunction { Async: true, Generator: false } function => Waits(function),
        _ => false,
    };

    private static bool IsAsync(Node node, LintedFile file) => node is CallExpression call && call.Callee switch
    {
        Identifier name => IsAsyncFunction(name, file),
        MemberExpression { Object: Identifier function } member when SyntaxWalk.MemberName(member) is "call" or "apply" => IsAsyncFunction(function, file),
        MemberExpression member => IsAsyncMethod(member, file),
        _ => false,
    };

    private static bool IsAsyncFunction(Identifier name, LintedFile file) =>
        name.Name is "fetch" or "request" or "wait" && file.IsGlobal(name, name.Name)
        || IsAxios(name, file)
        || (file.ValueOf(name) is IFunction { Async: true, Generator: false } function && !OnlyEmits(function));

    private static bool IsAsyncMethod(MemberExpression member, LintedFile file) => SyntaxWalk.MemberName(member) switch
    {
        "get" or "post" or "put" or "patch" or "delete" or "head" or "options" or "request" => file.IsGlobal(member.Object, "request") || IsAxios(member.Object, file),
        "all" or "allSettled" or "any" or "race" => file.IsGlobal(member.Object, "Promise"),
        _ => false,
    };

    private static bool IsAxios(Node node, LintedFile file) =>
        file.IsGlobal(node, "axios")
        || file.ValueOf(node) is CallExpression { Arguments: [StringLiteral { Value: "axios" }] } require && file.IsGlobal(require.Callee, "require");

    // An async function that only waits for emissions: its caller need not wait, as with emit itself.
    private static bool OnlyEmits(IFunction function) =>
        !Waits(function) && SyntaxWalk.OutsideFunctions(function.Body).Any(node => node is CallExpression call && IsEmit(call));

    private static bool Waits(IFunction function) => SyntaxWalk.OutsideFunctions(function.Body).Any(node => node switch
    {
        AwaitExpression { Argument: CallExpression call } => !IsEmit(call),
        AwaitExpression or ForOfStatement { Await: true } => true,
        _ => false,
    });

    private static bool IsEmit(CallExpression call) => call.Callee is Identifier { Name: "emit" } || SyntaxWalk.MemberName(call.Callee) == "emit";

    private static string Shown(Node call)
    {
        var callee = ((CallExpression)call).Callee;
        return callee switch
        {
            Identifier name => $"{name.Name}(…)",
            MemberExpression { Object: Identifier holder } member => $"{holder.Name}.{SyntaxWalk.MemberName(member)}(…)",
            _ => "the call",
        };
    }
}
