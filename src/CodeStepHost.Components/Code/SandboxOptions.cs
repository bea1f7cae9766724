using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.Code;

/// <summary>How script processes are started, kept and replaced.</summary>
public sealed record SandboxOptions
{
    /// <summary>The script process's program, <c>CodeStepHost.Sandbox.dll</c>. Null: in the folder <c>sandbox</c> beside the host's own program, else beside it.</summary>
    public string? SandboxPath { get; init; }

    /// <summary>The <c>dotnet</c> program that runs it. Null: the one that runs the host.</summary>
    public string? DotnetPath { get; init; }

    /// <summary>How many processes may be bound to flows at once, 1 to 1000; spares come on top. Default: twice the number of processors, at least 4.</summary>
    public int MaxProcesses { get; init; } = Math.Max(4, 2 * Environment.ProcessorCount);

    /// <summary>How many warm processes wait for a flow, 0 to 100.</summary>
    public int Spares { get; init; } = 1;

    /// <summary>After how long without work a flow's process is ended, 1 s to 1 day.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how many executions a process is replaced, at least 1.</summary>
    public long RecycleAfter { get; init; } = 1_000_000;

    /// <summary>After how long a process is replaced once its messages are done, 1 min to 30 days. One that holds more memory at rest than its scripts may use is, too.</summary>
    public TimeSpan RecycleAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Managed memory of a process in bytes unless its step says otherwise; at least 32 MiB. Also that of the spares.</summary>
    public long Memory { get; init; } = 256L << 20;

    /// <summary>How long a process may take to start, 1 s to 10 min.</summary>
    public TimeSpan StartTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long starts may fail for a reason that may pass, such as a machine that is too busy, before a message fails over it; 0 to 1 hour. Each start after a slow one may take twice as long, up to 2 min.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a script may take to compile, 1 s to 10 min; then its process is ended.</summary>
    public TimeSpan CompileTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a step keeps a process that it has no message for, 0 to 1 min; after that other steps of its flow may have it.</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a busy step may keep a process while others wait for one, 10 ms to 1 min.</summary>
    public TimeSpan TurnTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a flow whose scripts end one process after another waits at most for the next, 0 to 1 min; 0: it does not, and may hold several.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether scripts may run only where they can be confined.</summary>
    public ScriptConfinement Confinement { get; init; } = ScriptConfinement.Required;

    /// <summary>The program <c>bwrap</c> that is put around processes, as a further layer, if the test of how far scripts are confined finds that it works. Null: none.</summary>
    public string? Bubblewrap { get; init; }

    /// <summary>The time zone of scripts, as in the variable <c>TZ</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Whether the clock of scripts stands at the moment that the host gives with a message, moved by their timers only: for tests, which then give the same result each time and do not wait.</summary>
    public bool ClockStands { get; init; }

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; the message names it.</exception>
    internal void Check()
    {
        Within(nameof(MaxProcesses), MaxProcesses, 1, 1000);
        Within(nameof(Spares), Spares, 0, 100);
        Within(nameof(IdleTime), IdleTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Within(nameof(RecycleAfter), RecycleAfter, 1, long.MaxValue);
        Within(nameof(RecycleAge), RecycleAge, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        Within(nameof(Memory), Memory, 32L << 20, 1L << 40);
        Within(nameof(StartTime), StartTime, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Within(nameof(StartPatience), StartPatience, TimeSpan.Zero, TimeSpan.FromHours(1));
        Within(nameof(CompileTime), CompileTime, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Within(nameof(HoldTime), HoldTime, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Within(nameof(LongestRest), LongestRest, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Within(nameof(TurnTime), TurnTime, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
    }

    private static void Within<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw new ArgumentOutOfRangeException(name, value, $"sandbox.{name} must be from {least} to {most}.");
    }
}
