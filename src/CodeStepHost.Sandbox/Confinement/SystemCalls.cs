using System.Runtime.InteropServices;

namespace CodeStepHost.Sandbox.Confinement;

/// <summary>What a script process may ask of the kernel: the one table that decides. What is not in it is refused with EPERM.</summary>
internal static class SystemCalls
{
    // What an architecture does not have.
    private const int None = -1;

    public static IReadOnlyList<SystemCall> All { get; } =
    [
        // Descriptors that it has. It cannot get one that leads out: it has two pipes, its log, and files to read.
        new("read", 0, 63, Verdict.Allow),
        new("write", 1, 64, Verdict.Allow),
        new("readv", 19, 65, Verdict.Allow),
        new("writev", 20, 66, Verdict.Allow),
        new("pread64", 17, 67, Verdict.Allow),
        new("pwrite64", 18, 68, Verdict.Allow),
        new("lseek", 8, 62, Verdict.Allow),
        new("close", 3, 57, Verdict.Allow),
        new("fstat", 5, 80, Verdict.Allow),
        new("dup", 32, 23, Verdict.Allow),
        new("dup2", 33, None, Verdict.Allow),
        new("dup3", 292, 24, Verdict.Allow),
        new("pipe2", 293, 59, Verdict.Allow),
        new("poll", 7, None, Verdict.Allow),
        new("ppoll", 271, 73, Verdict.Allow),
        new("fcntl", 72, 25, Verdict.DescriptorFlags),

        // The runtime maps its own code twice, writable and executable, through memory without a name.
        new("memfd_create", 319, 279, Verdict.Allow),
        new("ftruncate", 77, 46, Verdict.Allow),

        // Files, to read; which ones, Landlock says.
        new("openat", 257, 56, Verdict.OpenToRead),
        new("open", 2, None, Verdict.OpenToReadOld),
        new("stat", 4, None, Verdict.Allow),
        new("lstat", 6, None, Verdict.Allow),
        new("newfstatat", 262, 79, Verdict.Allow),
        new("statx", 332, 291, Verdict.Allow),
        new("access", 21, None, Verdict.Allow),
        new("faccessat", 269, 48, Verdict.Allow),
        new("faccessat2", 439, 439, Verdict.Allow),
        new("readlink", 89, None, Verdict.Allow),
        new("readlinkat", 267, 78, Verdict.Allow),
        new("getdents64", 217, 61, Verdict.Allow),
        new("getcwd", 79, 17, Verdict.Allow),

        // Memory of its own.
        new("mmap", 9, 222, Verdict.Allow),
        new("munmap", 11, 215, Verdict.Allow),
        new("mremap", 25, 216, Verdict.Allow),
        new("mprotect", 10, 226, Verdict.Allow),
        new("madvise", 28, 233, Verdict.Allow),
        new("brk", 12, 214, Verdict.Allow),
        new("membarrier", 324, 283, Verdict.Allow),

        // Threads of its own.
        new("clone", 56, 220, Verdict.NewThread),
        new("clone3", 435, 435, Verdict.NotThere),
        new("futex", 202, 98, Verdict.Allow),
        new("set_robust_list", 273, 99, Verdict.Allow),
        new("rseq", 334, 293, Verdict.Allow),
        new("gettid", 186, 178, Verdict.Allow),
        new("sched_yield", 24, 124, Verdict.Allow),
        new("sched_get_priority_max", 146, 125, Verdict.Allow),
        new("sched_get_priority_min", 147, 126, Verdict.Allow),
        new("sched_getaffinity", 204, 123, Verdict.Allow),
        new("sched_setaffinity", 203, 122, Verdict.OwnThread),
        new("getcpu", 309, 168, Verdict.Allow),
        new("exit", 60, 93, Verdict.Allow),
        new("exit_group", 231, 94, Verdict.Allow),

        // Signals within itself.
        new("rt_sigaction", 13, 134, Verdict.Allow),
        new("rt_sigprocmask", 14, 135, Verdict.Allow),
        new("rt_sigreturn", 15, 139, Verdict.Allow),
        new("sigaltstack", 131, 132, Verdict.Allow),
        new("tgkill", 234, 131, Verdict.OwnProcess),
        new("restart_syscall", 219, 128, Verdict.Allow),

        // Time, chance, and facts about itself.
        new("clock_gettime", 228, 113, Verdict.Allow),
        new("clock_getres", 229, 114, Verdict.Allow),
        new("clock_nanosleep", 230, 115, Verdict.Allow),
        new("nanosleep", 35, 101, Verdict.Allow),
        new("gettimeofday", 96, 169, Verdict.Allow),
        new("time", 201, None, Verdict.Allow),
        new("getrandom", 318, 278, Verdict.Allow),
        new("getpid", 39, 172, Verdict.Allow),
        new("getppid", 110, 173, Verdict.Allow),
        new("getuid", 102, 174, Verdict.Allow),
        new("geteuid", 107, 175, Verdict.Allow),
        new("getgid", 104, 176, Verdict.Allow),
        new("getegid", 108, 177, Verdict.Allow),
        new("uname", 63, 160, Verdict.Allow),
        new("sysinfo", 99, 179, Verdict.Allow),
        new("getrusage", 98, 165, Verdict.Allow),
        new("times", 100, 153, Verdict.Allow),
        new("getrlimit", 97, 163, Verdict.Allow),
        new("prlimit64", 302, 261, Verdict.OwnLimitsToRead),
        new("prctl", 157, 167, Verdict.ThreadNames),

        // Nothing that runs here ever asks for these: who does is breaking out, and does not get a second try.
        new("ptrace", 101, 117, Verdict.Kill),
        new("process_vm_readv", 310, 270, Verdict.Kill),
        new("process_vm_writev", 311, 271, Verdict.Kill),
        new("process_madvise", 440, 440, Verdict.Kill),
        new("process_mrelease", 448, 448, Verdict.Kill),
        new("kcmp", 312, 272, Verdict.Kill),
        new("pidfd_getfd", 438, 438, Verdict.Kill),
        new("execve", 59, 221, Verdict.Kill),
        new("execveat", 322, 281, Verdict.Kill),
        new("bpf", 321, 280, Verdict.Kill),
        new("perf_event_open", 298, 241, Verdict.Kill),
        new("userfaultfd", 323, 282, Verdict.Kill),
        new("io_uring_setup", 425, 425, Verdict.Kill),
        new("io_uring_enter", 426, 426, Verdict.Kill),
        new("io_uring_register", 427, 427, Verdict.Kill),
        new("mount", 165, 40, Verdict.Kill),
        new("umount2", 166, 39, Verdict.Kill),
        new("pivot_root", 155, 41, Verdict.Kill),
        new("open_tree", 428, 428, Verdict.Kill),
        new("move_mount", 429, 429, Verdict.Kill),
        new("fsopen", 430, 430, Verdict.Kill),
        new("fsconfig", 431, 431, Verdict.Kill),
        new("fsmount", 432, 432, Verdict.Kill),
        new("fspick", 433, 433, Verdict.Kill),
        new("mount_setattr", 442, 442, Verdict.Kill),
        new("chroot", 161, 51, Verdict.Kill),
        new("unshare", 272, 97, Verdict.Kill),
        new("setns", 308, 268, Verdict.Kill),
        new("open_by_handle_at", 304, 265, Verdict.Kill),
        new("personality", 135, 92, Verdict.Kill),
        new("add_key", 248, 217, Verdict.Kill),
        new("request_key", 249, 218, Verdict.Kill),
        new("keyctl", 250, 219, Verdict.Kill),
        new("init_module", 175, 105, Verdict.Kill),
        new("finit_module", 313, 273, Verdict.Kill),
        new("delete_module", 176, 106, Verdict.Kill),
        new("kexec_load", 246, 104, Verdict.Kill),
        new("kexec_file_load", 320, 294, Verdict.Kill),
        new("reboot", 169, 142, Verdict.Kill),
        new("swapon", 167, 224, Verdict.Kill),
        new("swapoff", 168, 225, Verdict.Kill),
        new("modify_ldt", 154, None, Verdict.Kill),
        new("iopl", 172, None, Verdict.Kill),
        new("ioperm", 173, None, Verdict.Kill),

        // Used before the filter is there, and refused by it.
        new("capget", 125, 90, Verdict.Refuse),
        new("capset", 126, 91, Verdict.Refuse),
        new("setfsuid", 122, 151, Verdict.Refuse),
        new("setfsgid", 123, 152, Verdict.Refuse),
        new("seccomp", 317, 277, Verdict.Refuse),
        new("close_range", 436, 436, Verdict.Refuse),

        // Tried by the self-test.
        new("socket", 41, 198, Verdict.Refuse),
        new("kill", 62, 129, Verdict.Refuse),
        new("shmget", 29, 194, Verdict.Refuse),
        new("unlinkat", 263, 35, Verdict.Refuse),
    ];

    /// <summary>The number of a call on this machine's architecture.</summary>
    public static int Number(string name) => NumberOn(RuntimeInformation.ProcessArchitecture, All.First(call => call.Name == name));

    /// <summary>The number of a call on an architecture; -1 where there is none.</summary>
    /// <exception cref="ConfinementException">The architecture is not in the table.</exception>
    public static int NumberOn(Architecture architecture, SystemCall call) => architecture switch
    {
        Architecture.X64 => call.X64,
        Architecture.Arm64 => call.Arm64,
        _ => throw new ConfinementException($"Scripts can be confined on x64 and arm64, not on {architecture}."),
    };
}

/// <summary>A system call and what becomes of it.</summary>
internal sealed record SystemCall(string Name, int X64, int Arm64, Verdict Verdict);

/// <summary>What the filter says to a call.</summary>
internal enum Verdict
{
    Allow,

    /// <summary>EPERM, as for all that is not in the table.</summary>
    Refuse,

    /// <summary>ENOSYS: the C library goes another way.</summary>
    NotThere,

    /// <summary>The process ends with SIGSYS, exit code 159.</summary>
    Kill,

    /// <summary><c>openat</c>: neither for writing nor to create, to truncate or to make a handle of.</summary>
    OpenToRead,

    /// <summary><c>open</c>: the same, with the flags at another place.</summary>
    OpenToReadOld,

    /// <summary><c>clone</c>: a thread, and no process or namespace.</summary>
    NewThread,

    /// <summary><c>sched_setaffinity</c>: only the calling thread's; the runtime does that as each thread begins.</summary>
    OwnThread,

    /// <summary><c>tgkill</c>: only to this process.</summary>
    OwnProcess,

    /// <summary><c>prlimit64</c>: only its own, only to read.</summary>
    OwnLimitsToRead,

    /// <summary><c>prctl</c>: only names of threads.</summary>
    ThreadNames,

    /// <summary><c>fcntl</c>: duplicates and flags, no locks and no signals.</summary>
    DescriptorFlags,
}
