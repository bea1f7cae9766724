using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CodeStepHost.Tests.Hosting;

/// <summary>The real program <c>codestep</c> in a process of its own, in a session of its own, so that whatever it starts can be found and ended with it.</summary>
internal sealed class CodeStep : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _out = [];
    private readonly List<string> _error = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams = 2;

    private CodeStep(Process process)
    {
        _process = process;
        Id = process.Id;
        process.OutputDataReceived += (_, line) => Add(_out, line.Data);
        process.ErrorDataReceived += (_, line) => Add(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Also the number of its session and its process group.</summary>
    public int Id { get; }

    public string Out => Text(_out);

    public string Error => Text(_error);

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it in a folder.</summary>
    public static CodeStep Start(string folder, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals and sessions are those of Linux.");
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A shell starts what it runs in the background with Ctrl-C ignored, and everything that is started from there has it so.
        start.ArgumentList.Add("env");
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add(ProgramPath());
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // A person's machine, also where these tests run on a build server.
        start.Environment.Remove("CI");
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new CodeStep(process);
    }

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<Ended> RunAsync(string folder, params string[] arguments)
    {
        await using var program = Start(folder, arguments);
        return await program.EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Ended> EndAsync(TimeSpan? patience = null)
    {
        await WaitAsync(() => _openStreams == 0, "end", patience ?? TimeSpan.FromMinutes(3));
        await _process.WaitForExitAsync();
        return new Ended(_process.ExitCode, Out, Error);
    }

    /// <summary>Waits for a line of its output.</summary>
    /// <returns>The first such line.</returns>
    public async Task<string> LineAsync(Func<string, bool> isIt)
    {
        string? found = null;
        await WaitAsync(() => (found = _out.Find(line => isIt(line))) is not null || _openStreams == 0, "print what is waited for", Patience);
        return found ?? throw new InvalidOperationException($"codestep ended before it printed what was waited for.\n{Out}\n{Error}");
    }

    /// <summary>Ends it at once, as a power cut would; what it started must notice by itself.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal to it alone (as a service manager may).</summary>
    public Task SignalAsync(string signal) => RunKillAsync($"-{signal}", Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Sends a signal to it and all that it started, as a terminal does on Ctrl-C and systemd on stopping.</summary>
    public Task SignalGroupAsync(string signal) => RunKillAsync($"-{signal}", "--", $"-{Id}");

    /// <summary>Ends a process that it started, as the system does when memory is short.</summary>
    public static Task KillAsync(int id) => RunKillAsync("-KILL", id.ToString(CultureInfo.InvariantCulture));

    /// <summary>The processes that are left of its session, itself included.</summary>
    public IReadOnlyList<int> Session()
    {
        var found = new List<int>();
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(entry), out var id))
                continue;
            try
            {
                var stat = File.ReadAllText(Path.Combine(entry, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] is not "Z" && fields[3] == Id.ToString(CultureInfo.InvariantCulture))
                    found.Add(id);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return found;
    }

    /// <summary>The most memory that it has held, in bytes.</summary>
    public long PeakMemory()
    {
        try
        {
            var line = File.ReadLines($"/proc/{Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        foreach (var id in Session())
            await KillAsync(id);
        _process.Dispose();
    }

    private static string ProgramPath()
    {
        // This assembly lies in tests/CodeStepHost.Tests/bin/Debug/net10.0, the program in src/CodeStepHost/bin/Debug/net10.0.
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = framework.Parent!;
        var root = configuration.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(root.FullName, "src", "CodeStepHost", "bin", configuration.Name, framework.Name, "codestep");
    }

    private static async Task RunKillAsync(params string[] arguments)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    private async Task WaitAsync(Func<bool> isSo, string what, TimeSpan patience)
    {
        var limit = Task.Delay(patience, TimeProvider.System);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (isSo())
                    return;
                changed = _changed.Task;
            }

            if (await Task.WhenAny(changed, limit) == limit)
                throw new TimeoutException($"codestep did not {what} within {patience.TotalSeconds} s.\n{Out}\n{Error}");
        }
    }

    private void Add(List<string> lines, string? line)
    {
        lock (_gate)
        {
            if (line is null)
                _openStreams--;
            else
                lines.Add(line);
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private string Text(List<string> lines)
    {
        lock (_gate)
            return string.Join('\n', lines);
    }
}

/// <summary>How a call ended.</summary>
internal sealed record Ended(int Code, string Out, string Error)
{
    public void Succeeded() => Assert.True(Code == 0, $"exit code {Code}\n{Out}\n{Error}");
}
