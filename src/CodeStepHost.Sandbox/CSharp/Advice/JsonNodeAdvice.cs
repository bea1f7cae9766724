using CodeStepHost.Sandbox.Running;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Advice;

/// <summary>JSON that is used as if it were the value that it holds: <c>msg.Body["name"].ToUpper()</c>, <c>msg.Body.name</c>, <c>msg.Body["price"] * 2</c>.</summary>
internal static class JsonNodeAdvice
{
    // In this order: Length is that of a text, Count that of a list.
    private static readonly SpecialType[] _values = [SpecialType.System_String, SpecialType.System_DateTime, SpecialType.System_Decimal, SpecialType.System_Boolean];

    /// <summary>For a member that a JsonNode does not have.</summary>
    public static string? ForMember(Spot spot, CSharpCompilation compilation)
    {
        if (spot.Member is not var (of, type, member) || !IsJson(type))
            return null;
        var name = member.Identifier.ValueText;
        var call = member.Parent?.Parent as InvocationExpressionSyntax;
        var isCall = call is not null;
        var written = $"{name}{(call is null ? "" : call.ArgumentList.Arguments.Count == 0 ? "()" : "(…)")}";
        if (type.Name is "JsonNode" && Has(Kind(compilation, "JsonArray"), name))
            return $"Say that it is a list: {Spot.Shown(of)}!.AsArray().{written}.";
        if (type.Name is "JsonNode" && Has(Kind(compilation, "JsonObject"), name))
            return $"Say that it is an object: {Spot.Shown(of)}!.AsObject().{written}.";
        if (_values.Select(compilation.GetSpecialType).FirstOrDefault(value => Has(value, name)) is { } holds)
            return $"Read it as a value first: {Read(of, Word(holds), spot) switch { ['(', ..] cast => $"({cast})?", var read => read }}.{written}.";
        if (isCall && Has(compilation.GetTypeByMetadataName("System.Linq.Enumerable"), name))
            return $"Say that it is a list: {Spot.Shown(of)}!.AsArray().{written}.";
        if (isCall || NearestName.Of(name, ["AsArray", "AsObject", "AsValue", "GetValue", "DeepClone", "ToJsonString"], tolerance: 3) is not null)
            return null;
        return $"A member is read by its name: {Spot.Shown(of)}[\"{name}\"]{(PathOf(of, spot) is { } path ? $", or {path.Root}.Get<string>(\"{Joined(path.Path, name)}\")" : "")}.";
    }

    /// <summary>For JSON where another type is needed.</summary>
    public static string? ForValue(Spot spot)
    {
        if (spot.Id == "CS1579")
            return spot.Node.FirstAncestorOrSelf<CommonForEachStatementSyntax>() is { } loop && IsJson(spot.Model.GetTypeInfo(loop.Expression).Type)
                ? $"Say that it is a list: foreach (var item in {Spot.Shown(loop.Expression)}!.AsArray())."
                : null;
        if (spot.Id == "CS0019")
        {
            if (spot.Node.FirstAncestorOrSelf<BinaryExpressionSyntax>() is not { } sum)
                return null;
            var (left, right) = (spot.Model.GetTypeInfo(sum.Left).Type, spot.Model.GetTypeInfo(sum.Right).Type);
            var (json, other) = IsJson(left) ? (sum.Left, right) : (sum.Right, left);
            return IsJson(spot.Model.GetTypeInfo(json).Type) ? $"Read it as a value first: {Read(json, IsJson(other) || other is null ? "decimal" : Word(other), spot)}." : null;
        }

        var value = spot.Node as ExpressionSyntax ?? (spot.Node as ArgumentSyntax)?.Expression;
        return value is not null && IsJson(spot.Model.GetTypeInfo(value).Type) && spot.Named is [.., var wanted] && !wanted.Contains("Json", StringComparison.Ordinal) && !wanted.Contains("Message", StringComparison.Ordinal)
            ? $"Read it as a value: {Read(value, wanted.TrimEnd('?'), spot)}."
            : null;
    }

    private static bool IsJson(ITypeSymbol? type) => type is { ContainingNamespace: { Name: "Nodes", ContainingNamespace.Name: "Json" } };

    private static INamedTypeSymbol? Kind(CSharpCompilation compilation, string name) => compilation.GetTypeByMetadataName($"System.Text.Json.Nodes.{name}");

    private static bool Has(ITypeSymbol? type, string name) => type?.GetMembers(name).Any(member => member.DeclaredAccessibility == Accessibility.Public) == true;

    private static string Word(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat).TrimEnd('?');

    private static string Read(ExpressionSyntax json, string type, Spot spot) =>
        PathOf(json, spot) is { Path.Length: > 0 } path ? $"{path.Root}.Get<{type}>(\"{path.Path}\")" : $"({type}?){Spot.Shown(json)}";

    private static string Joined(string path, string name) =>
        !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') || name.Length == 0 ? $"{path}['{name}']" : path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>The path of <c>msg.Body["lines"][0]</c> and the like, below a message's body; null where a name is known only when the script runs.</summary>
    private static (string Root, string Path)? PathOf(ExpressionSyntax json, Spot spot)
    {
        switch (json)
        {
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure:
                return PathOf(sure.Operand, spot);
            case ParenthesizedExpressionSyntax inner:
                return PathOf(inner.Expression, spot);
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Body" } body when spot.Model.GetTypeInfo(body.Expression).Type?.Name == "Message":
                return (body.Expression.ToString(), "");
            case ElementAccessExpressionSyntax { Expression: IdentifierNameSyntax cfg, ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: string setting } }] } when spot.Model.GetTypeInfo(cfg).Type?.Name == "Config":
                return (cfg.Identifier.ValueText, setting);
            case ElementAccessExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax key }] } element when PathOf(element.Expression, spot) is var (root, path):
                return key.Token.Value switch
                {
                    string name => (root, Joined(path, name)),
                    int number => (root, $"{path}[{number}]"),
                    _ => null,
                };
            case ElementBindingExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: string name } }] } bound
                when bound.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault(around => around.WhenNotNull.Span.Contains(bound.Span)) is { } around && PathOf(around.Expression, spot) is var (root, path):
                return (root, Joined(path, name));
            default:
                return null;
        }
    }
}
