using System.Runtime.InteropServices;
using CodeStepHost.Sandbox.Confinement;

namespace CodeStepHost.Sandbox.Tests.Support;

/// <summary>A thread for whose processes a system call does not exist, as on a kernel that never had it.</summary>
internal static unsafe partial class OldKernel
{
    private const int NoNewPrivileges = 38;
    private const int SetFilter = 22;
    private const int FilterMode = 2;
    private const int LandlockCreateRuleset = 444;

    public static LastingThread Without(string call)
    {
        var thread = new LastingThread();
        thread.Do(() =>
        {
            Install(call == "landlock_create_ruleset" ? LandlockCreateRuleset : SystemCalls.Number(call));
            return 0;
        });
        return thread;
    }

    // For this thread alone, by the old call, which is there without the new one.
    private static void Install(int number)
    {
        var program = new FilterProgram();
        program.LoadNumber();
        program.WhenEqual((uint)number, () => program.Return(SystemCallFilter.NotThere));
        program.Return(SystemCallFilter.Allow);
        var code = program.Code.ToArray();
        fixed (FilterProgram.Instruction* first = code)
        {
            var filter = new Filter { Length = (ushort)code.Length, First = first };
            if (Libc.Prctl(NoNewPrivileges, 1) != 0 || Libc.Prctl(SetFilter, FilterMode, (nint)(&filter)) != 0)
                throw new InvalidOperationException(Libc.ErrorText);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        public ushort Length;
        public FilterProgram.Instruction* First;
    }
}
