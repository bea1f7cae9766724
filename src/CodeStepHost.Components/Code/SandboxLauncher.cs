using System.ComponentModel;
using System.Diagnostics;

namespace CodeStepHost.Components.Code;

/// <summary>Starts script processes of the operating system.</summary>
internal sealed class SandboxLauncher(SandboxOptions options) : IDisposable
{
    private readonly SpawnThread _thread = new();

    /// <summary>Starts one whose managed heap may grow to <paramref name="memory"/> bytes.</summary>
    /// <exception cref="SandboxException">It cannot be started.</exception>
    public Task<SandboxPipes> StartAsync(long memory) => _thread.RunAsync(() => Start(memory));

    public void Dispose() => _thread.Dispose();

    private SandboxPipes Start(long memory)
    {
        var start = StartInfo(memory);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            throw new SandboxException($"The script process could not be started: {e.Message}", cause: e);
        }

        var tail = new StderrTail();
        var stderrRead = tail.ReadAsync(process.StandardError.BaseStream);
        return new SandboxPipes(
            process.StandardInput.BaseStream,
            process.StandardOutput.BaseStream,
            () => Kill(process),
            ExitAsync(process, stderrRead),
            tail.Text,
            process.Id);
    }

    private ProcessStartInfo StartInfo(long memory)
    {
        var start = new ProcessStartInfo
        {
            FileName = options.DotnetPath ?? DotnetProgram.Find(),
            WorkingDirectory = Path.GetPathRoot(AppContext.BaseDirectory)!,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(DotnetProgram.FindSandbox(options.SandboxPath));

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

    private static async Task<int> ExitAsync(Process process, Task stderrRead)
    {
        await process.WaitForExitAsync();

        // The runtime's last words come before the exit; whoever else holds the pipe is not waited for.
        await Task.WhenAny(stderrRead, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System));
        var code = process.ExitCode;
        process.Dispose();
        return code;
    }
}
