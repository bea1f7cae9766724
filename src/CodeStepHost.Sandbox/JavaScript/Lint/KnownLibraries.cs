using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>Says which names of a file stand for libraries of the host.</summary>
internal static class KnownLibraries
{
    public static bool IsLodash(Node node, LintedFile file) => file.IsGlobal(node, "_") || ModuleOf(node, file) == "lodash";

    /// <summary>axios itself, or an instance that <c>axios.create</c> made.</summary>
    public static bool IsAxios(Node node, LintedFile file) =>
        file.IsGlobal(node, "axios")
        || ModuleOf(node, file) == "axios"
        || file.ValueOf(node) is CallExpression { Callee: MemberExpression made } && SyntaxWalk.MemberName(made) == "create" && IsAxios(made.Object, file);

    /// <summary>The name that <c>require</c> was given for a value; null when it comes from elsewhere.</summary>
    public static string? ModuleOf(Node node, LintedFile file) =>
        file.ValueOf(node) is CallExpression { Arguments: [var name, ..] } call && file.IsGlobal(call.Callee, "require") && file.TextOf(name) is { } text
            ? text.StartsWith("node:", StringComparison.Ordinal) ? text[5..] : text
            : null;
}
