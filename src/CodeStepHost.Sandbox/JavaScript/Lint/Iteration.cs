using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>Methods that call a function once for each element of a list.</summary>
internal static class Iteration
{
    private static readonly HashSet<string> _all = new(StringComparer.Ordinal) { "forEach", "map", "filter", "flatMap", "some", "every", "find", "findIndex", "findLast", "findLastIndex", "reduce", "reduceRight" };
    private static readonly HashSet<string> _untilFound = new(StringComparer.Ordinal) { "some", "every", "find", "findIndex", "findLast", "findLastIndex" };

    public static bool IsMethod(Node callee) => SyntaxWalk.MemberName(callee) is { } name && _all.Contains(name);

    /// <summary>Whether the method stops when its function says so.</summary>
    public static bool EndsEarly(Node callee) => SyntaxWalk.MemberName(callee) is { } name && _untilFound.Contains(name);

    /// <summary>The method call that a function is the callback of; null when it is none. <c>_.forEach(list, callback)</c> is one too.</summary>
    public static CallExpression? CallOf(LintedFile file, Node function) =>
        file.ParentOf(function) is CallExpression call && !ReferenceEquals(call.Callee, function) && IsMethod(call.Callee) && call.Arguments.Take(2).Any(argument => ReferenceEquals(argument, function)) ? call : null;
}
