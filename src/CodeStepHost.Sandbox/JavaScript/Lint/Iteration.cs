using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>Methods that call a function once for each element of a list.</summary>
internal static class Iteration
{
    private static readonly HashSet<string> _all = new(StringComparer.Ordinal) { "forEach", "map", "filter", "flatMap", "some", "every", "find", "findIndex", "findLast", "findLastIndex", "reduce", "reduceRight" };
    private static readonly HashSet<string> _untilFound = new(StringComparer.Ordinal) { "some", "every", "find", "findIndex", "findLast", "findLastIndex" };

    // Of lodash alone: other objects may mean something else by these names.
    private static readonly HashSet<string> _ofLodash = new(StringComparer.Ordinal) { "each", "eachRight", "forEachRight", "forOwn", "forOwnRight", "forIn", "forInRight", "times", "mapValues", "mapKeys" };
    private static readonly HashSet<string> _nothing = new(StringComparer.Ordinal) { "forEach", "each", "eachRight", "forEachRight", "forOwn", "forOwnRight", "forIn", "forInRight" };

    public static bool IsMethod(Node callee) => SyntaxWalk.MemberName(callee) is { } name && _all.Contains(name);

    /// <summary>The method's name, of a list or of lodash; null when a call is none such.</summary>
    public static string? NameOf(CallExpression call, LintedFile file) =>
        SyntaxWalk.MemberName(call.Callee) is { } name && (_all.Contains(name) || (_ofLodash.Contains(name) && IsOfLodash(call, file))) ? name : null;

    /// <summary>Whether what the function returns is thrown away.</summary>
    public static bool GivesNothing(string name) => _nothing.Contains(name);

    /// <summary>Whether the function answers with true or false.</summary>
    public static bool AsksFor(string name) => name == "filter" || _untilFound.Contains(name);

    /// <summary>Whether the method stops when its function says so.</summary>
    public static bool EndsEarly(Node callee) => SyntaxWalk.MemberName(callee) is { } name && _untilFound.Contains(name);

    /// <summary>Whether the method stops when its function returns false.</summary>
    public static bool EndsWithFalse(CallExpression call, LintedFile file) => NameOf(call, file) is { } name && GivesNothing(name) && IsOfLodash(call, file);

    /// <summary>The method call that a function is the callback of; null when it is none. <c>_.forEach(list, callback)</c> is one too.</summary>
    public static CallExpression? CallOf(LintedFile file, Node function) => Calling(file, function) is { } call && IsMethod(call.Callee) ? call : null;

    /// <summary>As <see cref="CallOf"/>, with the methods that only lodash has.</summary>
    public static CallExpression? LoopOf(LintedFile file, Node function) => Calling(file, function) is { } call && NameOf(call, file) is not null ? call : null;

    private static CallExpression? Calling(LintedFile file, Node function) =>
        file.ParentOf(function) is CallExpression call && !ReferenceEquals(call.Callee, function) && call.Arguments.Take(2).Any(argument => ReferenceEquals(argument, function)) ? call : null;

    private static bool IsOfLodash(CallExpression call, LintedFile file) => call.Callee is MemberExpression member && KnownLibraries.IsLodash(member.Object, file);
}
