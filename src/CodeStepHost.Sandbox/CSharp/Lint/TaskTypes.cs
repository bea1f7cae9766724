using Microsoft.CodeAnalysis;

namespace CodeStepHost.Sandbox.CSharp.Lint;

/// <summary>Which types are tasks.</summary>
internal static class TaskTypes
{
    public static bool Is(ITypeSymbol? type) =>
        type?.OriginalDefinition is { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } };

    /// <summary>The class <c>Task</c> itself, whose methods wait for several.</summary>
    public static bool IsTaskClass(ITypeSymbol? type) => Is(type) && type!.Name == "Task";

    /// <summary>What a task gives when it is done; null when it gives nothing, or is no task.</summary>
    public static ITypeSymbol? ResultOf(ITypeSymbol? type) => Is(type) && type is INamedTypeSymbol { TypeArguments: [var result] } ? result : null;
}
