using System.Diagnostics;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests.Support;

/// <summary>The script process itself, over pipes, confined as far as this system can.</summary>
internal sealed class RealProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private static readonly string _program = Path.Combine(AppContext.BaseDirectory, "CodeStepHost.Sandbox.dll");

    // A confined process ends with the thread that started it.
    private static readonly LastingThread _spawn = new();

    private readonly Process _process;

    public RealProcess()
        : this(OperatingSystem.IsLinux() ? ["confine", $"{Environment.ProcessId}", $"{1L << 30}"] : ["reduced"])
    {
    }

    /// <param name="words">The command line.</param>
    /// <param name="spawn">The thread that starts it.</param>
    public RealProcess(IEnumerable<string> words, LastingThread? spawn = null)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", _program, .. words]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        _process = (spawn ?? _spawn).Do(() => Process.Start(start)!);
    }

    public int Id => _process.Id;

    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>The lines of the next frame.</summary>
    public IReadOnlyList<string> Next() => [.. FrameText.Lines(NextFrame().Type, _last.Payload)];

    /// <summary>The next frame, whatever a C# script was compiled to left out.</summary>
    public (FrameType Type, uint Number, byte[] Payload) NextFrame()
    {
        do
            _last = ReadFrame();
        while (_last.Type == FrameType.Assembly);
        return _last;
    }

    private (FrameType Type, uint Number, byte[] Payload) ReadFrame() =>
        Task.Run(() => Frames.Read(_process.StandardOutput.BaseStream)).WaitAsync(_patience).GetAwaiter().GetResult() ?? throw new EndOfStreamException(_process.StandardError.ReadToEnd());

    private (FrameType Type, uint Number, byte[] Payload) _last;

    /// <summary>Closes the input and gives the exit code and what was written to standard error.</summary>
    public (int ExitCode, string Errors) Finish()
    {
        Input.Close();
        var errors = _process.StandardError.ReadToEnd();
        Assert.True(_process.WaitForExit(_patience));
        return (_process.ExitCode, errors);
    }

    /// <summary>What it says until it ends by itself.</summary>
    public (int ExitCode, string Said, string Errors) ReadToEnd()
    {
        var said = _process.StandardOutput.ReadToEnd();
        var errors = _process.StandardError.ReadToEnd();
        Assert.True(_process.WaitForExit(_patience));
        return (_process.ExitCode, said, errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
