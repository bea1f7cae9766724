using CodeStepHost.Sandbox.CSharp.Lint;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Advice;

/// <summary>A task that is used as if it were its result: somewhere an <c>await</c> is missing.</summary>
internal static class TaskAdvice
{
    public static string? ForMember(Spot spot) =>
        spot.Member is var (of, type, name) && TaskTypes.ResultOf(type) is { } result && Offers(result, name, spot) ? $"The call must be awaited first: (await {Spot.Shown(of)}).{name.Identifier.ValueText}" : null;

    /// <summary>For a task where its result is needed.</summary>
    public static string? ForValue(Spot spot)
    {
        ExpressionSyntax?[] values = spot.Id switch
        {
            "CS1579" => [spot.Node.FirstAncestorOrSelf<CommonForEachStatementSyntax>()?.Expression],
            "CS0019" => spot.Node.FirstAncestorOrSelf<BinaryExpressionSyntax>() is { } sum ? [sum.Left, sum.Right] : [],
            _ => [spot.Node as ExpressionSyntax ?? (spot.Node as ArgumentSyntax)?.Expression],
        };
        if (values.OfType<MemberAccessExpressionSyntax>().FirstOrDefault(value => TaskTypes.ResultOf(spot.Model.GetTypeInfo(value.Expression).Type) is { } result && Offers(result, value.Name, spot)) is { } member)
            return $"The call must be awaited first: (await {Spot.Shown(member.Expression)}).{member.Name}";
        return Array.Find(values, value => value is not null && TaskTypes.ResultOf(spot.Model.GetTypeInfo(value).Type) is not null) is { } task
            ? $"The call must be awaited first: await {Spot.Shown(task)}"
            : null;
    }

    private static bool Offers(ITypeSymbol result, SimpleNameSyntax name, Spot spot) =>
        spot.Model.LookupSymbols(name.SpanStart, result, name.Identifier.ValueText, includeReducedExtensionMethods: true).Length > 0;
}
