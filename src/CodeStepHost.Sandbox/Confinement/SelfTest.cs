namespace CodeStepHost.Sandbox.Confinement;

/// <summary>
/// Tries, in a real script process, what must fail and what must work, and writes a line for each finding. The last thing that it tries must end it
/// with SIGSYS, which the host sees by the exit code.
/// </summary>
internal static unsafe class SelfTest
{
    private const int Inet = 2;
    private const int UnixDomain = 1;
    private const int StreamSocket = 1;
    private const int CurrentFolder = -100;
    private const int SigChild = 17;

    /// <summary>Lines: <c>landlock N</c>, <c>user U</c>, <c>open WHAT</c> for each thing that should have failed and did not, <c>shut WHAT</c> for each that should have worked, and <c>done</c>.</summary>
    public static void Run(StartArguments start, Stream output)
    {
        using var report = new StreamWriter(output) { AutoFlush = true };
        report.WriteLine($"landlock {start.Landlock}");
        report.WriteLine($"user {start.User}");
        foreach (var (what, succeeded) in MustFail(start))
        {
            if (succeeded)
                report.WriteLine($"open {what}");
        }

        foreach (var (what, succeeded) in MustWork())
        {
            if (!succeeded)
                report.WriteLine($"shut {what}");
        }

        report.WriteLine("done");
        _ = Call("ptrace");
        report.WriteLine("open ptrace");
    }

    private static IEnumerable<(string What, bool Succeeded)> MustFail(StartArguments start)
    {
        yield return ("reading the root folder", Opens("/", Libc.ReadOnly));
        yield return ("reading /etc/passwd", Opens("/etc/passwd", Libc.ReadOnly));
        yield return ("reading the host's environment", Opens($"/proc/{start.Host}/environ", Libc.ReadOnly));
        yield return ("reading the host's memory", Opens($"/proc/{start.Host}/mem", Libc.ReadOnly));
        yield return ("writing to /tmp", Opens($"/tmp/codestep-probe-{Libc.ProcessId()}", Libc.WriteOnly | Libc.Create));
        yield return ("writing to /dev/shm", Opens($"/dev/shm/codestep-probe-{Libc.ProcessId()}", Libc.WriteOnly | Libc.Create));
        yield return ("writing to its own folder", Opens(typeof(SelfTest).Assembly.Location, Libc.ReadWrite));
        yield return ("removing a file", Removes($"/tmp/codestep-probe-{Libc.ProcessId()}"));
        yield return ("an internet socket", Call("socket", Inet, StreamSocket) >= 0);
        yield return ("a Unix socket", Call("socket", UnixDomain, StreamSocket) >= 0);
        yield return ("shared memory", Call("shmget", 0, 4096, 0x380) >= 0);
        yield return ("a signal to the host", Call("kill", start.Host, 0) == 0);
        yield return ("a new process", Forks());
    }

    private static IEnumerable<(string What, bool Succeeded)> MustWork()
    {
        yield return ("reading its own program", Opens(typeof(SelfTest).Assembly.Location, Libc.ReadOnly));
        var ran = false;
        var thread = new Thread(() => ran = true);
        thread.Start();
        thread.Join();
        yield return ("a thread", ran);
        yield return ("memory", new byte[1 << 20].Length > 0);
    }

    private static bool Opens(string path, int flags)
    {
        var descriptor = Libc.Open(path, flags | Libc.CloseOnExec, 0x180);
        if (descriptor < 0)
            return false;
        Libc.Close(descriptor);
        return true;
    }

    // Not there counts as refused by neither; only EPERM and EACCES do.
    private static bool Removes(string path)
    {
        fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(path + '\0'))
            return Call("unlinkat", CurrentFolder, (nint)name) == 0 || Libc.Error is not (1 or 13);
    }

    // Should it come to be, the child ends at once.
    private static bool Forks()
    {
        var child = Call("clone", SigChild);
        if (child == 0)
            _ = Call("exit_group");
        return child >= 0;
    }

    private static nint Call(string name, nint a = 0, nint b = 0, nint c = 0) => Libc.SystemCall(SystemCalls.Number(name), a, b, c);
}
