using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint.Rules;

/// <summary><c>DateTime.UtcNow</c>, <c>Guid.NewGuid()</c>, <c>new Random()</c>: other each time, so that a test of the script never passes twice and a retry cannot be followed.</summary>
internal sealed class NondeterministicRule : CSharpRule
{
    private const string Moments = "Clock.Now";
    private const string Waits = "Clock.Delay";
    private const string Chance = "Random.Next(below), Random.Next(from, below) or Random.NextDouble()";

    /// <summary>What a type's members are replaced with; a member <c>*</c> stands for all, <c>new()</c> for the constructor without a seed.</summary>
    private static readonly Dictionary<string, (string Member, string Instead)[]> _counterparts = new(StringComparer.Ordinal)
    {
        ["System.DateTime"] = [("UtcNow", $"{Moments}.UtcDateTime"), ("Now", $"{Moments}.UtcDateTime"), ("Today", "Clock.Today")],
        ["System.DateTimeOffset"] = [("UtcNow", Moments), ("Now", Moments)],
        ["System.TimeProvider"] = [("System", Moments)],
        ["System.Environment"] = [("TickCount", Moments), ("TickCount64", Moments)],
        ["System.Diagnostics.Stopwatch"] = [("StartNew", $"{Moments}, before and after"), ("GetTimestamp", $"{Moments}, before and after"), ("new()", $"{Moments}, before and after")],
        ["System.Guid"] = [("NewGuid", "Random.NewGuid()"), ("CreateVersion7", "Random.NewGuid()")],
        ["System.Random"] = [("Shared", Chance), ("new()", $"{Chance}, or new Random(Random.Next(int.MaxValue))")],
        ["System.Security.Cryptography.RandomNumberGenerator"] = [("*", $"{Chance}; keep it where a secret is made")],
        ["System.Threading.Tasks.Task"] = [("Delay", $"{Waits}(TimeSpan.FromMilliseconds(…))")],
        ["System.Threading.Thread"] = [("Sleep", $"await {Waits}(TimeSpan.FromMilliseconds(…))")],
    };

    /// <summary>The names behind which something is looked for: to ask the compiler about every name would cost more than compiling.</summary>
    private static readonly HashSet<string> _names = [.. _counterparts.Values.SelectMany(members => members).Select(known => known.Member)];

    public override string Code => FindingCodes.Nondeterministic;

    public override void Visit(SyntaxNode node, LintedTree tree, CSharpReport report)
    {
        if (Named(node, tree) is not { ContainingType: { } type } symbol || !_counterparts.TryGetValue(type.ToDisplayString(), out var members))
            return;
        var name = symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } ? "new()" : symbol.Name;
        if (name == "CreateVersion7" && symbol is IMethodSymbol { Parameters.Length: > 0 })
            return;
        if (Array.Find(members, known => known.Member == name || (known.Member == "*" && symbol.IsStatic)).Instead is { } instead)
            report.At(Whole(node), $"{Shown(type, symbol, name)} {(name is "Delay" or "Sleep" ? "takes its time in a test too, where the step's clock stands." : "is different each time, and in a test too.")}", $"Write {instead}.");
    }

    private static string Shown(INamedTypeSymbol type, ISymbol symbol, string name) =>
        name == "new()" ? $"new {type.Name}()" : symbol is IMethodSymbol method ? $"{type.Name}.{symbol.Name}({(method.Parameters.IsEmpty ? "" : "…")})" : $"{type.Name}.{symbol.Name}";

    /// <summary>What a name or a creation stands for; null for what only looks like it: a type with arguments, a name within <c>nameof</c>.</summary>
    private static ISymbol? Named(SyntaxNode node, LintedTree tree) => node switch
    {
        BaseObjectCreationExpressionSyntax made when made.ArgumentList is null or { Arguments.Count: 0 } => tree.SymbolOf(made),
        IdentifierNameSyntax name when (_names.Contains(name.Identifier.ValueText) || tree.NamesSecretChance) && tree.SymbolOf(name) is IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary } && !IsOnlyNamed(name) => tree.SymbolOf(name),
        _ => null,
    };

    private static bool IsOnlyNamed(IdentifierNameSyntax name) =>
        name.Ancestors().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" });

    private static SyntaxNode Whole(SyntaxNode name) => name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : name;
}
