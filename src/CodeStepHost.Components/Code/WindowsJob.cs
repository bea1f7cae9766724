using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace CodeStepHost.Components.Code;

/// <summary>
/// On Windows, what holds a script process: so much memory, no further process, no desktop, and an end when the host ends, however that may be.
/// The host's own handle is the only one; when it goes, so does the process.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class WindowsJob : IDisposable
{
    private const int BasicUiRestrictions = 4;
    private const int ExtendedLimits = 9;
    private const uint ActiveProcess = 0x8;
    private const uint ProcessMemory = 0x100;
    private const uint DieOnException = 0x400;
    private const uint KillOnClose = 0x2000;
    private const uint EveryUiRestriction = 0xff;

    private readonly SafeFileHandle _job;

    /// <param name="memory">The most private memory, in bytes.</param>
    /// <exception cref="Win32Exception">Windows refused it.</exception>
    public WindowsJob(long memory)
    {
        _job = CreateJobObject(0, 0);
        Check(!_job.IsInvalid);
        var limits = new Limits { Flags = ActiveProcess | ProcessMemory | DieOnException | KillOnClose, ActiveProcesses = 1, ProcessMemoryLimit = (nuint)memory };
        Check(SetInformationJobObject(_job, ExtendedLimits, &limits, (uint)sizeof(Limits)));
        var ui = EveryUiRestriction;
        Check(SetInformationJobObject(_job, BasicUiRestrictions, &ui, sizeof(uint)));
    }

    /// <summary>Puts a process in, before it is sent its first frame.</summary>
    public void Add(SafeHandle process) => Check(AssignProcessToJobObject(_job, process));

    public void Dispose() => _job.Dispose();

    private static void Check(bool done)
    {
        if (!done)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial SafeFileHandle CreateJobObject(nint attributes, nint name);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(SafeFileHandle job, int kind, void* value, uint size);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(SafeFileHandle job, SafeHandle process);

    /// <summary>A <c>JOBOBJECT_EXTENDED_LIMIT_INFORMATION</c>.</summary>
    private struct Limits
    {
        public long PerProcessTime;
        public long PerJobTime;
        public uint Flags;
        public nuint LeastWorkingSet;
        public nuint MostWorkingSet;
        public uint ActiveProcesses;
        public nuint Affinity;
        public uint Priority;
        public uint Scheduling;
        public ulong ReadOperations;
        public ulong WriteOperations;
        public ulong OtherOperations;
        public ulong ReadBytes;
        public ulong WrittenBytes;
        public ulong OtherBytes;
        public nuint ProcessMemoryLimit;
        public nuint JobMemoryLimit;
        public nuint PeakProcessMemory;
        public nuint PeakJobMemory;
    }
}
