namespace CodeStepHost.Sandbox.Confinement;

/// <summary>
/// What there is on macOS: no core files, few descriptors. Its sandbox cannot be asked for by a program in a documented way. On Windows the host
/// puts the process into a job instead.
/// </summary>
internal static unsafe class ReducedLimits
{
    private const int CoreSize = 4;
    private const int Descriptors = 8;
    private const int MostDescriptors = 256;

    public static void Set()
    {
        if (!OperatingSystem.IsMacOS())
            return;
        Limit(CoreSize, 0);
        Limit(Descriptors, MostDescriptors);
    }

    // A lower limit than before is never refused.
    private static void Limit(int resource, nuint most)
    {
        var limit = new Libc.ResourceLimit { Soft = most, Hard = most };
        _ = Libc.SetLimit(resource, &limit);
    }
}
