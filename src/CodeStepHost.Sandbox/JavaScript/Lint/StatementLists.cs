using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>Statements that follow one another.</summary>
internal static class StatementLists
{
    /// <summary>The statements that a node holds directly; none when it is no such node.</summary>
    public static IReadOnlyList<Statement> Of(Node node) => node switch
    {
        Script script => [.. script.Body],
        BlockStatement block => [.. block.Body],
        SwitchCase one => [.. one.Consequent],
        _ => [],
    };

    /// <summary>Whether what follows a statement is never reached from it.</summary>
    public static bool Leaves(Statement statement) => statement is ReturnStatement or ThrowStatement or BreakStatement or ContinueStatement;

    /// <summary>The expressions that a statement works out first, whatever comes of them.</summary>
    public static IEnumerable<Node> RunFirst(Statement statement) => statement switch
    {
        ExpressionStatement plain => [plain.Expression],
        VariableDeclaration variables => variables.Declarations.AsEnumerable().Select(variable => variable.Init).OfType<Node>(),
        ReturnStatement { Argument: { } value } => [value],
        ThrowStatement { Argument: { } value } => [value],
        IfStatement choice => [choice.Test],
        SwitchStatement choice => [choice.Discriminant],
        WhileStatement loop => [loop.Test],
        ForStatement { Init: Expression init } => [init],
        ForInStatement loop => [loop.Right],
        ForOfStatement loop => [loop.Right],
        _ => [],
    };
}
