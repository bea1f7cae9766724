using Microsoft.Win32.SafeHandles;

namespace CodeStepHost.Sandbox.Confinement;

/// <summary>In the new image: what is left to do before the first byte of the host is read.</summary>
internal static unsafe class SecondStage
{
    private const int Dumpable = 4;
    private const int NoNewPrivilegesSet = 39;
    private const int CoreSize = 4;
    private const int Descriptors = 7;
    private const int PrivateMemory = 2;
    private const int MostDescriptors = 256;

    /// <summary>
    /// Moves the frames' pipes away from the numbers that programs write to by habit: these lead nowhere and to the log, of which the host keeps a
    /// little.
    /// </summary>
    public static (Stream Input, Stream Output) TakePipes()
    {
        var input = Own(Libc.Duplicate(0));
        var output = Own(Libc.Duplicate(1));
        var nothing = Libc.Open("/dev/null", Libc.ReadOnly);
        if (nothing < 0 || Libc.Duplicate(nothing, 0) < 0 || Libc.Duplicate(2, 1) < 0)
            throw new ConfinementException($"The process could not move its pipes: {Libc.ErrorText}.");
        Libc.Close(nothing);
        return (Open(input, FileAccess.Read), Open(output, FileAccess.Write));
    }

    /// <summary>Makes sure that the first stage has happened, and sets limits.</summary>
    /// <exception cref="ConfinementException">It is not confined as it should be.</exception>
    public static void Enter(StartArguments start)
    {
        if (Libc.Prctl(NoNewPrivilegesSet) != 1 || Identity.HasCapabilities() || Libc.Open("/", Libc.ReadOnly | Libc.CloseOnExec) >= 0)
            throw new ConfinementException("The first stage of confinement has not happened.");

        // Not the size of files, which ends the runtime; not the address space, of which .NET reserves far more than it uses.
        Limit(CoreSize, 0);
        Limit(Descriptors, MostDescriptors);
        Limit(PrivateMemory, (nuint)start.DataBytes);
    }

    /// <summary>The last step, once warm: nobody may look into this process any more, and the system call filter is on every thread.</summary>
    public static void Close()
    {
        if (Libc.Prctl(Dumpable, 0) != 0)
            throw new ConfinementException($"The process could not be made unreadable: {Libc.ErrorText}.");
        SystemCallFilter.Install();
    }

    private static void Limit(int resource, nuint most)
    {
        var limit = new Libc.ResourceLimit { Soft = most, Hard = most };
        if (Libc.SetLimit(resource, &limit) != 0)
            throw new ConfinementException($"Limit {resource} could not be set to {most}: {Libc.ErrorText}.");
    }

    private static SafeFileHandle Own(int descriptor) =>
        descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new ConfinementException($"The process could not move its pipes: {Libc.ErrorText}.");

    private static FileStream Open(SafeFileHandle handle, FileAccess access) => new(handle, access, bufferSize: 0, isAsync: false);
}
