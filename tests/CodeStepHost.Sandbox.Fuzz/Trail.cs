namespace CodeStepHost.Sandbox.Fuzz;

/// <summary>The number of the change at hand, in a file: a stack that overflows takes the process with it.</summary>
internal sealed class Trail : IDisposable
{
    private readonly FileStream _stream = new(File, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public static string File { get; } = Path.Combine(Path.GetTempPath(), "codestep-fuzz-change");

    public void Begin(long number)
    {
        _stream.Position = 0;
        _stream.Write(System.Text.Encoding.ASCII.GetBytes($"{number}\n"));
    }

    public void Dispose() => _stream.Dispose();
}
