using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Advice;

/// <summary>The piece of a script that a finding of the compiler is about.</summary>
internal sealed record Spot(string Id, IReadOnlyList<string> Named, SyntaxNode Node, SemanticModel Model)
{
    /// <summary>Null for what has no place in a file.</summary>
    public static Spot? Of(Diagnostic finding, CSharpCompilation compilation)
    {
        if (finding.Location.SourceTree is not { } tree)
            return null;
        var node = tree.GetRoot().FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
        return new Spot(finding.Id, Quoted(finding), node, compilation.GetSemanticModel(tree));
    }

    /// <summary>The member that was asked for and what it was asked of; null when the finding is about no member.</summary>
    public (ExpressionSyntax Of, ITypeSymbol Type, SimpleNameSyntax Name)? Member
    {
        get
        {
            // Of an extension method that does not fit, the compiler says where its receiver is.
            var name = Id == "CS1929" && Node is ExpressionSyntax { Parent: MemberAccessExpressionSyntax receiver } && receiver.Expression == Node
                ? receiver.Name
                : Node as SimpleNameSyntax ?? Node.DescendantNodes().OfType<SimpleNameSyntax>().FirstOrDefault();
            var holder = name?.Parent switch
            {
                MemberAccessExpressionSyntax access when access.Name == name => access.Expression,
                MemberBindingExpressionSyntax { Parent: { } rest } => rest.AncestorsAndSelf().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault()?.Expression,
                _ => null,
            };
            return holder is not null && Model.GetTypeInfo(holder).Type is { TypeKind: not TypeKind.Error } type ? (holder, type, name!) : null;
        }
    }

    /// <summary>How the compiler's own words for a missing member begin, where it speaks of some extension method instead.</summary>
    public string? AboutMember => Id is "CS7036" or "CS1929" or "CS0411" && Member is var (_, type, name)
        ? $"'{type.ToMinimalDisplayString(Model, name.SpanStart)}' does not contain a definition for '{name.Identifier.ValueText}'"
        : null;

    /// <summary>Source as it is repeated in advice: on one line, or cut short.</summary>
    public static string Shown(SyntaxNode node)
    {
        const int longest = 60;
        var text = node.ToString();
        return text.Length <= longest && !text.Contains('\n', StringComparison.Ordinal) ? text.TrimEnd('!') : "…";
    }

    private static List<string> Quoted(Diagnostic finding)
    {
        var parts = finding.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Split('\'');
        return [.. parts.Where((_, index) => index % 2 == 1)];
    }
}
