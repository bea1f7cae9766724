using System.Reflection;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

/// <summary>
/// What every store must keep: one public method for each behaviour, named as a sentence. It is run against each store, and
/// against models with planted bugs, each of which must break at least one of them.
/// </summary>
internal sealed partial class FlowStoreConformance(Scene scene)
{
    /// <summary>The names of all behaviours.</summary>
    public static IReadOnlyList<string> Behaviours { get; } =
        [.. Methods().Select(method => method.Name).Order(StringComparer.Ordinal)];

    /// <summary>Runs one behaviour on a fresh store, in which the flow <c>orders</c> is active.</summary>
    public static async Task RunAsync(string behaviour, IFlowStore store, IFlowQueries queries)
    {
        await using (store)
        {
            var scene = new Scene(store, queries);
            await scene.ActivateAsync();
            var method = Methods().Single(method => method.Name == behaviour);
            await (Task)method.Invoke(new FlowStoreConformance(scene), parameters: null)!;
        }
    }

    private static IEnumerable<MethodInfo> Methods() =>
        typeof(FlowStoreConformance).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => method.ReturnType == typeof(Task));
}
