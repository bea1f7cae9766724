namespace CodeStepHost.Components.Tests.Escape;

/// <summary>
/// Files of the corpus that say <c>reject</c> and are not rejected yet: their process contains them. What keeps C# scripts to the API that is meant
/// for them will empty both lists.
/// </summary>
internal static class ContainedNotRejected
{
    public static IReadOnlySet<string> Scripts { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "cs/activator-by-name.csx",
        "cs/assembly-load-bytes.csx",
        "cs/culture-poison.csx",
        "cs/datetime-timezone-state.csx",
        "cs/delegate-method-property.csx",
        "cs/env-read.csx",
        "cs/env-set.csx",
        "cs/environment-exit.csx",
        "cs/file-write.csx",
        "cs/filestream-ctor.csx",
        "cs/gc-abuse.csx",
        "cs/json-type-instantiation.csx",
        "cs/structlayout-overlap-refs-class.csx",
        "cs/task-run-escape.csx",
        "cs/unsafeaccessor.csx",
        "cs/using-static.csx",
    };

    /// <summary>Those of them that get where they want, in their own process and without an effect outside of it, and say so.</summary>
    public static IReadOnlySet<string> OnlyInItsProcess { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "cs/activator-by-name.csx",
        "cs/datetime-timezone-state.csx",
        "cs/delegate-method-property.csx",
        "cs/env-read.csx",
        "cs/env-set.csx",
        "cs/structlayout-overlap-refs-class.csx",
        "cs/unsafeaccessor.csx",
    };
}
