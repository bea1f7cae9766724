using CodeStepHost.Components.Code;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Testing.Running;

/// <summary>The script processes of a test program, warm from test to test. They end with it: their pipes close then.</summary>
internal static class SharedProcesses
{
    private static readonly Lazy<SandboxPool> LazyPool = new(Open);

    /// <summary>How tests' script processes are kept. A build server may be busy: what only its load makes slow must fail no test.</summary>
    /// <param name="processes">How many at once.</param>
    public static SandboxOptions Options(int processes) => new()
    {
        ClockStands = true,
        MaxProcesses = processes,
        Spares = 0,
        StartTime = TimeSpan.FromMinutes(5),
        CompileTime = TimeSpan.FromMinutes(5),
    };

    /// <exception cref="InvalidOperationException">There is no script process beside the tests.</exception>
    public static SandboxPool Pool => LazyPool.Value;

    private static SandboxPool Open()
    {
        try
        {
            DotnetProgram.FindSandbox(configured: null);
        }
        catch (SandboxException exception)
        {
            throw new InvalidOperationException($"{exception.Message.Split(" Set ")[0]} Import CodeStepHost.Testing.targets in the test project: it copies the program there.", exception);
        }

        return new SandboxPool(Options(Math.Clamp(Environment.ProcessorCount, 1, 4)), TimeProvider.System, NullLogger<SandboxPool>.Instance);
    }
}
