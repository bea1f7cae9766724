using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>Says whether an expression certainly gives a promise that somebody should wait for. Emissions, and functions that only emit, give none such.</summary>
internal sealed class Promises(IReadOnlyList<LintedFile> files)
{
    private readonly ExportedFunctions _functions = new(files);

    public bool IsPromise(Node node, LintedFile file) => node switch
    {
        ChainExpression chain => IsPromise(chain.Expression, file),
        NewExpression made => file.IsGlobal(made.Callee, "Promise"),
        CallExpression call => call.Callee switch
        {
            ChainExpression { Expression: MemberExpression member } => IsAsyncMethod(member, file),
            IFunction own => IsWaiting(own, file),
            Identifier name => IsAsyncFunction(name, file),
            MemberExpression { Object: IFunction own } member when SyntaxWalk.MemberName(member) is "call" or "apply" => IsWaiting(own, file),
            MemberExpression { Object: Identifier function } member when SyntaxWalk.MemberName(member) is "call" or "apply" => IsAsyncFunction(function, file),
            MemberExpression member => IsAsyncMethod(member, file),
            _ => false,
        },
        _ => false,
    };

    /// <summary>Whether a function that is called back gives such a promise each time.</summary>
    public bool GivesPromise(Node callback, LintedFile file) => file.ValueOf(callback) switch
    {
        ArrowFunctionExpression { Async: false, Body: Expression body } => IsPromise(body, file) && !IsHandled(body),
        IFunction function => IsWaiting(function, file),
        _ => _functions.Of(callback, file) is { } elsewhere && IsWaiting(elsewhere, file),
    };

    /// <summary>Whether a chain of <c>then</c> has something for the failure.</summary>
    public static bool IsHandled(Node node)
    {
        while (node is ChainExpression chain)
            node = chain.Expression;
        while (node is CallExpression { Callee: MemberExpression member } call)
        {
            if (SyntaxWalk.MemberName(member) == "catch" || (SyntaxWalk.MemberName(member) == "then" && call.Arguments.Count > 1))
                return true;
            node = member.Object;
        }
        return false;
    }

    private bool IsAsyncFunction(Identifier name, LintedFile file) =>
        name.Name is "fetch" or "request" or "wait" && file.IsGlobal(name, name.Name)
        || KnownLibraries.IsAxios(name, file)
        || (_functions.Of(name, file) is { Async: true, Generator: false } function && !OnlyEmits(function));

    private bool IsAsyncMethod(MemberExpression member, LintedFile file) => SyntaxWalk.MemberName(member) switch
    {
        "then" or "catch" or "finally" => IsPromise(member.Object, file),
        "get" or "post" or "put" or "patch" or "delete" or "head" or "options" or "request" or "del" or "postForm" or "putForm" or "patchForm" when
            file.IsGlobal(member.Object, "request") || KnownLibraries.IsAxios(member.Object, file) => true,
        "all" or "allSettled" or "any" or "race" when file.IsGlobal(member.Object, "Promise") => true,
        _ => _functions.Of(member, file) is { Async: true, Generator: false } function && !OnlyEmits(function),
    };

    private bool IsWaiting(IFunction function, LintedFile file) =>
        function is { Async: true, Generator: false } && (Waits(function) || function.Body is Expression body && IsPromise(body, file));

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
}
