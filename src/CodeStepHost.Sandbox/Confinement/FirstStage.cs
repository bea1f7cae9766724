using System.Text;

namespace CodeStepHost.Sandbox.Confinement;

/// <summary>
/// Before anything is read: restricts the one thread that matters, and executes the same program again. Landlock holds for the calling thread only,
/// and a .NET process has several by now; the new image begins with this thread alone, and every thread that it makes is as restricted.
/// </summary>
internal static unsafe class FirstStage
{
    private const int ParentDeathSignal = 1;
    private const int NoNewPrivileges = 38;
    private const int SigKill = 9;
    private const int SetCloseOnExec = 4;

    /// <summary>All that the second stage finds in its environment; the host sets these and no others.</summary>
    private static readonly string[] Environment =
        ["DOTNET_EnableDiagnostics", "DOTNET_GCHeapHardLimit", "DOTNET_GCgen0size", "DOTNET_gcConcurrent", "DOTNET_TieredPGO", "LANG", "TZ"];

    /// <summary>
    /// 1. it is the first to go when the machine's memory runs out; 2. if it is root, it becomes a user that owns nothing; 3. it ends with its host;
    /// 4. descriptors that it was not meant to have end with this image; 5. no capability, and no way to new ones; 6. Landlock; 7. the second stage.
    /// </summary>
    /// <exception cref="ConfinementException">A step failed. The process must end.</exception>
    public static void Run(StartArguments start)
    {
        var files = new ReadableFiles();

        // 1.
        VolunteerForMemory();

        // 2.
        var (user, whyRoot) = Identity.Assume(files);

        // 3. After the change of user, which resets it. The signal follows the thread that started this process, so the host keeps that one.
        Check(Libc.Prctl(ParentDeathSignal, SigKill), "to end with its host");
        if (start.Host != 0 && Libc.ParentId() != start.Host)
            throw new ConfinementException("The host has gone.");

        // 4.
        Check(Libc.SystemCall(SystemCalls.Number("close_range"), 3, unchecked((nint)uint.MaxValue), SetCloseOnExec), "to close foreign descriptors");

        // 5.
        Identity.DropCapabilities();
        Check(Libc.Prctl(NoNewPrivileges, 1), "to give up new privileges");

        // 6.
        using var landlock = new Landlock();
        files.Allow(landlock);
        landlock.Enter();

        // 7.
        Execute(files.Dotnet, ["exec", files.Assembly, .. start.ToSecondStage(landlock.Version, whyRoot is null ? user : $"{user}: {whyRoot}")]);
    }

    private static void VolunteerForMemory()
    {
        var descriptor = Libc.Open("/proc/self/oom_score_adj", Libc.WriteOnly | Libc.CloseOnExec);
        if (descriptor < 0)
            return;
        fixed (byte* most = "1000"u8)
            _ = Libc.Write(descriptor, most, 4);
        Libc.Close(descriptor);
    }

    private static void Execute(string program, IReadOnlyList<string> arguments)
    {
        var variables = Environment.Select(name => (name, value: System.Environment.GetEnvironmentVariable(name))).Where(variable => variable.value is not null);
        var argv = Block([program, .. arguments]);
        var envp = Block([.. variables.Select(variable => $"{variable.name}={variable.value}")]);
        fixed (byte** first = argv, variable = envp)
            _ = Libc.Execute(program, first, variable);
        throw new ConfinementException($"{program} could not be executed again: {Libc.ErrorText}.");
    }

    // The memory is never given back: either the image is replaced, or the process ends.
    private static byte*[] Block(IReadOnlyList<string> texts)
    {
        var block = new byte*[texts.Count + 1];
        for (var i = 0; i < texts.Count; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(texts[i] + '\0');
            block[i] = (byte*)System.Runtime.InteropServices.NativeMemory.Alloc((nuint)bytes.Length);
            bytes.CopyTo(new Span<byte>(block[i], bytes.Length));
        }

        return block;
    }

    private static void Check(nint result, string what)
    {
        if (result != 0)
            throw new ConfinementException($"The process failed {what}: {Libc.ErrorText}.");
    }
}
