using System.Diagnostics;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests.Support;

/// <summary>The script process itself, over pipes.</summary>
internal sealed class RealProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    public RealProcess()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CodeStepHost.Sandbox.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

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

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
