using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint;

/// <summary>A call of the emitter.</summary>
/// <param name="Event">The event; null where it is known only when the script runs.</param>
/// <param name="Name">The expression for the event; null where the method names it: <c>Emitter.Data(…)</c>.</param>
/// <param name="Value">The expression for the value; null when there is none.</param>
internal sealed record EmitCall(InvocationExpressionSyntax Call, string? Event, ExpressionSyntax? Name, ExpressionSyntax? Value)
{
    public static EmitCall Of(InvocationExpressionSyntax call, LintedTree tree)
    {
        var method = (IMethodSymbol)tree.Model.GetSymbolInfo(call).Symbol!;
        if (method.Name != nameof(IEmitter.Emit))
            return new EmitCall(call, EventOf(method.Name), null, Argument(call, method, 0));
        var name = Argument(call, method, 0);
        return new EmitCall(call, name is null ? null : tree.Model.GetConstantValue(name).Value as string, name, Argument(call, method, 1));
    }

    private static string EventOf(string method) => method switch
    {
        nameof(IEmitter.HttpReply) => EventNames.HttpReply,
        nameof(IEmitter.UpdateKeys) => EventNames.UpdateKeys,
        nameof(IEmitter.UpdateSnapshot) => EventNames.UpdateSnapshot,
        _ => method.ToLowerInvariant(),
    };

    private static ExpressionSyntax? Argument(InvocationExpressionSyntax call, IMethodSymbol method, int position)
    {
        var arguments = call.ArgumentList.Arguments;
        if (position < method.Parameters.Length && arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == method.Parameters[position].Name) is { } named)
            return named.Expression;
        return position < arguments.Count && arguments[position].NameColon is null ? arguments[position].Expression : null;
    }
}
