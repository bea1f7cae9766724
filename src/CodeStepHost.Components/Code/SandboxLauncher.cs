using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.Code;

/// <summary>Starts script processes of the operating system.</summary>
internal sealed class SandboxLauncher(SandboxOptions options) : IDisposable
{
    // Private memory beyond the managed heap: compiled code, stacks, buffers. The heap's own limit is met first, with the better error.
    private const int PrivatePerManaged = 4;
    private const long LeastPrivate = 768L << 20;

    private readonly SpawnThread _thread = new();

    /// <summary>The program <c>bwrap</c> that is put around script processes; null: none.</summary>
    public string? Bubblewrap { get; set; }

    /// <summary>Starts one whose managed heap may grow to <paramref name="memory"/> bytes.</summary>
    /// <exception cref="SandboxException">It cannot be started.</exception>
    public Task<SandboxPipes> StartAsync(long memory) => _thread.RunAsync(() => Start(memory, isTest: false));

    /// <summary>Starts one that only tries what it must not be able to do.</summary>
    /// <exception cref="SandboxException">It cannot be started.</exception>
    public Task<SandboxPipes> StartTestAsync() => _thread.RunAsync(() => Start(options.Memory, isTest: true));

    public void Dispose() => _thread.Dispose();

    private static long PrivateMemory(long managed) => Math.Max(PrivatePerManaged * managed, LeastPrivate);

    private SandboxPipes Start(long memory, bool isTest)
    {
        var start = StartInfo(memory, isTest);
        Process process;
        WindowsJob? job = null;
        try
        {
            process = Process.Start(start)!;
            if (OperatingSystem.IsWindows() && options.Confinement == ScriptConfinement.Required)
            {
                job = new WindowsJob(PrivateMemory(memory));
                job.Add(process.SafeHandle);
            }
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            throw new SandboxException($"The script process could not be started: {e.Message}", cause: e);
        }

        var id = process.Id;
        var tail = new StderrTail();
        var stderrRead = tail.ReadAsync(process.StandardError.BaseStream);
        return new SandboxPipes(
            process.StandardInput.BaseStream,
            process.StandardOutput.BaseStream,
            () => Kill(process),
            ExitAsync(process, stderrRead, job),
            tail.Text,
            id,
            () => ResidentMemory.Of(Bubblewrap is null ? id : ProcessTree.Innermost(id)));
    }

    private ProcessStartInfo StartInfo(long memory, bool isTest)
    {
        var dotnet = options.DotnetPath ?? DotnetProgram.Find();
        var sandbox = DotnetProgram.FindSandbox(options.SandboxPath);
        dotnet = File.ResolveLinkTarget(dotnet, returnFinalTarget: true)?.FullName ?? dotnet;
        string[] program = Bubblewrap is null ? [dotnet] : [.. Code.Bubblewrap.CommandLine(Bubblewrap, dotnet, sandbox), dotnet];
        var start = new ProcessStartInfo
        {
            FileName = program[0],
            WorkingDirectory = Path.GetPathRoot(AppContext.BaseDirectory)!,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in (string[])[.. program.Skip(1), "exec", sandbox, .. Words(memory, isTest)])
            start.ArgumentList.Add(word);

        // Nothing of the host's environment: it may hold secrets.
        start.Environment.Clear();
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = $"0x{memory:X}";
        start.Environment["DOTNET_TieredPGO"] = "0";

        // Else the size of the processor's cache decides how much garbage gathers: much, on a server.
        start.Environment["DOTNET_GCgen0size"] = "0x800000";

        // With a hard limit and without concurrent collection, large BigInteger powers crashed the runtime.
        start.Environment["DOTNET_gcConcurrent"] = "1";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["TZ"] = options.TimeZone;
        return start;
    }

    // The script process reads these in Confinement/StartArguments.
    private string[] Words(long memory, bool isTest)
    {
        if (options.Confinement == ScriptConfinement.OffITrustEveryScript)
            return ["unconfined"];
        if (!OperatingSystem.IsLinux())
            return ["reduced"];

        // Below bwrap, which ends with the host and takes all with it, the host is not the parent, and has no number.
        var host = Bubblewrap is null ? Environment.ProcessId : 0;
        string[] words = ["confine", host.ToString(CultureInfo.InvariantCulture), PrivateMemory(memory).ToString(CultureInfo.InvariantCulture)];
        return isTest ? [.. words, "test"] : words;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already.
        }
    }

    private static async Task<int> ExitAsync(Process process, Task stderrRead, WindowsJob? job)
    {
        await process.WaitForExitAsync();
        if (OperatingSystem.IsWindows())
            job?.Dispose();

        // The runtime's last words come before the exit; whoever else holds the pipe is not waited for.
        await Task.WhenAny(stderrRead, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System));
        var code = process.ExitCode;
        process.Dispose();
        return code;
    }
}
