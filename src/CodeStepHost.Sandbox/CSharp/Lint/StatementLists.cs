using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint;

/// <summary>Statements that follow one another.</summary>
internal static class StatementLists
{
    /// <summary>The statements that a node holds directly; none when it is no such node. At the top level of a script, fields count: they are its variables.</summary>
    public static IReadOnlyList<SyntaxNode> Of(SyntaxNode node) => node switch
    {
        CompilationUnitSyntax unit => [.. unit.Members.Select(member => member is GlobalStatementSyntax global ? (SyntaxNode)global.Statement : member)],
        BlockSyntax block => [.. block.Statements],
        SwitchSectionSyntax section => [.. section.Statements],
        _ => [],
    };

    /// <summary>Whether what follows a statement is never reached from it.</summary>
    public static bool Leaves(SyntaxNode statement) => statement is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax;

    /// <summary>The expressions that a statement works out first, whatever comes of them.</summary>
    public static IEnumerable<SyntaxNode?> RunFirst(SyntaxNode statement) => statement switch
    {
        ExpressionStatementSyntax plain => [plain.Expression],
        LocalDeclarationStatementSyntax local => local.Declaration.Variables.Select(variable => variable.Initializer?.Value),
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Initializer?.Value),
        ReturnStatementSyntax end => [end.Expression],
        ThrowStatementSyntax end => [end.Expression],
        IfStatementSyntax choice => [choice.Condition],
        SwitchStatementSyntax choice => [choice.Expression],
        WhileStatementSyntax loop => [loop.Condition],
        ForEachStatementSyntax loop => [loop.Expression],
        _ => [],
    };
}
