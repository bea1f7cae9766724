using System.Runtime.InteropServices;

namespace CodeStepHost.Sandbox.Confinement;

/// <summary>Builds the filter from <see cref="SystemCalls"/>, and gives it to the kernel for all threads of this process.</summary>
internal static unsafe class SystemCallFilter
{
    public const uint Allow = 0x7fff0000;
    public const uint Kill = 0x80000000;
    public const uint NotPermitted = 0x00050000 | 1;
    public const uint NotThere = 0x00050000 | 38;

    private const uint X64 = 0xc000003e;
    private const uint Arm64 = 0xc00000b7;

    // Numbers from here on are calls of x32, which have numbers of their own.
    private const uint X32 = 0x40000000;

    private const int SetModeFilter = 1;
    private const int AllThreads = 1;

    /// <summary>The program for an architecture.</summary>
    /// <param name="processId">The process that it is for.</param>
    public static FilterProgram Build(Architecture architecture, int processId)
    {
        var program = new FilterProgram();
        program.LoadArchitecture();
        program.WhenNotEqual(architecture == Architecture.X64 ? X64 : Arm64, () => program.Return(Kill));
        program.LoadNumber();
        if (architecture == Architecture.X64)
            program.WhenAtLeast(X32, () => program.Return(Kill));
        foreach (var call in SystemCalls.All)
        {
            var number = SystemCalls.NumberOn(architecture, call);
            if (number >= 0)
                program.WhenEqual((uint)number, () => Judge(program, architecture, call.Verdict, processId));
        }

        program.Return(NotPermitted);
        return program;
    }

    /// <summary>Puts the filter on every thread of this process.</summary>
    /// <exception cref="ConfinementException">The kernel refused it.</exception>
    public static void Install()
    {
        var code = Build(RuntimeInformation.ProcessArchitecture, Libc.ProcessId()).Code.ToArray();
        fixed (FilterProgram.Instruction* first = code)
        {
            var program = new Program { Length = (ushort)code.Length, First = first };
            var result = Libc.SystemCall(SystemCalls.Number("seccomp"), SetModeFilter, AllThreads, (nint)(&program));

            // With all threads a positive number is a thread that could not be brought along.
            if (result != 0)
                throw new ConfinementException($"The system call filter (seccomp) could not be installed: {(result > 0 ? $"thread {result} has another one" : Libc.ErrorText)}.");
        }
    }

    // Whatever a body loads, it ends in a return on every path.
    private static void Judge(FilterProgram program, Architecture architecture, Verdict verdict, int processId)
    {
        switch (verdict)
        {
            case Verdict.Allow:
                program.Return(Allow);
                break;
            case Verdict.Refuse:
                program.Return(NotPermitted);
                break;
            case Verdict.NotThere:
                program.Return(NotThere);
                break;
            case Verdict.Kill:
                program.Return(Kill);
                break;
            case Verdict.OpenToRead:
                AllowWithout(program, argument: 2, forbidden: OpenFlags.NotReading);
                break;
            case Verdict.OpenToReadOld:
                AllowWithout(program, argument: 1, forbidden: OpenFlags.NotReading);
                break;
            case Verdict.NewThread:
                program.LoadArgument(0);
                program.Mask(~CloneFlags.OfThreads);
                program.WhenNotEqual(0, () => program.Return(NotPermitted));
                program.LoadArgument(0);
                program.Mask(CloneFlags.EveryThread);
                AllowEqual(program, CloneFlags.EveryThread);
                break;
            case Verdict.OwnThread:
                program.LoadArgument(0);
                AllowEqual(program, 0);
                break;
            case Verdict.OwnProcess:
                program.LoadArgument(0);
                AllowEqual(program, (uint)processId);
                break;
            case Verdict.OwnLimitsToRead:
                program.LoadArgument(2);
                program.WhenNotEqual(0, () => program.Return(NotPermitted));
                program.LoadArgumentHigh(2);
                program.WhenNotEqual(0, () => program.Return(NotPermitted));
                program.LoadArgument(0);
                AllowEqual(program, 0, (uint)processId);
                break;
            case Verdict.ThreadNames:
                program.LoadArgument(0);
                AllowEqual(program, Prctl.SetName, Prctl.GetName);
                break;
            case Verdict.DescriptorFlags:
                program.LoadArgument(1);
                AllowEqual(program, Fcntl.Duplicate, Fcntl.GetDescriptorFlags, Fcntl.SetDescriptorFlags, Fcntl.GetStatusFlags, Fcntl.DuplicateCloseOnExec);
                break;
            default:
                throw new ConfinementException($"No rule for {verdict} on {architecture}.");
        }
    }

    private static void AllowEqual(FilterProgram program, params ReadOnlySpan<uint> values)
    {
        foreach (var value in values)
            program.WhenEqual(value, () => program.Return(Allow));
        program.Return(NotPermitted);
    }

    private static void AllowWithout(FilterProgram program, uint argument, uint forbidden)
    {
        program.LoadArgument(argument);
        program.Mask(forbidden);
        AllowEqual(program, 0);
    }

    private static class OpenFlags
    {
        // Write only, read and write, create, truncate, append, temporary file, path only. The same on both architectures.
        public const uint NotReading = 0x1 | 0x2 | 0x40 | 0x200 | 0x400 | 0x400000 | 0x200000;
    }

    private static class CloneFlags
    {
        // CLONE_VM, CLONE_SIGHAND, CLONE_THREAD.
        public const uint EveryThread = 0x100 | 0x800 | 0x10000;

        // With CLONE_FS, _FILES, _SYSVSEM, _SETTLS, _PARENT_SETTID, _CHILD_CLEARTID, _DETACHED, _CHILD_SETTID.
        public const uint OfThreads = EveryThread | 0x200 | 0x400 | 0x40000 | 0x80000 | 0x100000 | 0x200000 | 0x400000 | 0x1000000;
    }

    private static class Prctl
    {
        public const uint SetName = 15;
        public const uint GetName = 16;
    }

    private static class Fcntl
    {
        public const uint Duplicate = 0;
        public const uint GetDescriptorFlags = 1;
        public const uint SetDescriptorFlags = 2;
        public const uint GetStatusFlags = 3;
        public const uint DuplicateCloseOnExec = 1030;
    }

    /// <summary>A <c>struct sock_fprog</c>.</summary>
    private struct Program
    {
        public ushort Length;
        public FilterProgram.Instruction* First;
    }
}
