using System.ComponentModel;
using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Components.Code;

/// <summary>How a script process ended.</summary>
/// <param name="ExitCode">128 + n when signal n ended it.</param>
/// <param name="Fault">Why the host ended it; null when it died by itself.</param>
/// <param name="LastWords">What it wrote to its standard error.</param>
internal sealed record SandboxDeath(int ExitCode, string? Fault, string LastWords)
{
    private const int NotConfined = 72;
    private const int Killed = 128 + 9;
    private const int ForbiddenCall = 128 + 31;

    /// <summary>Somebody else than the host killed it: the system for want of memory, or a person.</summary>
    public bool IsForeignKill => Fault is null && ExitCode == Killed;

    /// <summary>The script wanted more memory than it may have.</summary>
    public bool IsOutOfMemory => Fault is null && ExitCode != 0
        && (Says("Out of memory") || Says("OutOfMemoryException") || Says("0x8007000E"));

    /// <summary>What the words of a process begin with that was ended because its script broke a limit; the limit's code follows.</summary>
    public const string BrokeLimit = "its script broke ";

    /// <summary>The end in one word, for figures: a code, or <c>host</c>.</summary>
    public string Reason => Fault switch
    {
        null => IsOutOfMemory ? ErrorCodes.MemoryLimit : Code,
        _ when Fault.StartsWith(BrokeLimit, StringComparison.Ordinal) => Fault[BrokeLimit.Length..],
        _ when Fault.StartsWith(NoFrame, StringComparison.Ordinal) => ErrorCodes.SandboxLost,
        _ => "host",
    };

    /// <summary>What the words of a process begin with that sent nonsense.</summary>
    public const string NoFrame = "it sent what is no proper frame";

    /// <summary>What the words of a process begin with that was ended because it took too long to start.</summary>
    public const string NotReady = "it did not become ready";

    /// <summary>What the words of a process begin with that was ended because it took too long to compile a script.</summary>
    public const string SlowCompiler = "compiling took longer";

    /// <summary>It took too long to start.</summary>
    public bool IsSlowStart => Fault?.StartsWith(NotReady, StringComparison.Ordinal) == true;

    /// <summary>It took too long to compile a script.</summary>
    public bool IsSlowCompiler => Fault?.StartsWith(SlowCompiler, StringComparison.Ordinal) == true;

    /// <summary>The end in words.</summary>
    public string Words => Fault ?? ExitCode switch
    {
        0 => "it ended by itself (exit code 0)",
        NotConfined => "it could not be confined, and refused to run scripts (exit code 72)",
        _ when IsOutOfMemory => $"it ran out of memory (exit code {ExitCode})",
        _ when Says("Stack overflow") => $"stack overflow (exit code {ExitCode})",
        134 => "its runtime stopped it (exit code 134)",
        Killed => "it was killed from outside, for example by the system when memory ran out (exit code 137)",
        139 => "a fault in its runtime (exit code 139)",
        152 => "it used up its processor time (exit code 152)",
        ForbiddenCall => "it made a system call that only a break-out makes, and was ended at once (exit code 159)",
        > 128 and < 160 => $"signal {ExitCode - 128} ended it (exit code {ExitCode})",
        _ => $"it ended by itself (exit code {ExitCode})",
    };

    /// <summary>A start that failed, in words.</summary>
    public string WordsOfStart => $"The script process did not start: {Words}. {LastWords}".TrimEnd() + (Code == ErrorCodes.NotConfined ? $" {ConfinementOption.Advice}" : "");

    /// <summary>The error of the message at work when it happened.</summary>
    public StepError ToError(string step, long memory)
    {
        var error = IsOutOfMemory
            ? LimitWords.Memory(step, memory)
            : new StepError("SandboxError", $"The script's process ended while it ran step '{step}': {Words}.") { Code = Code };
        var details = new Dictionary<string, string> { ["exit"] = $"{ExitCode}: {Words}" };
        if (LastWords.Length > 0)
            details["stderr"] = LastWords;
        return error with { Details = details };
    }

    private string Code => Fault is not null ? ErrorCodes.SandboxLost : ExitCode switch
    {
        ForbiddenCall => ErrorCodes.ForbiddenCall,
        NotConfined => ErrorCodes.NotConfined,
        _ => ErrorCodes.SandboxLost,
    };

    private bool Says(string words) => LastWords.Contains(words, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A script process could not be started, or ended while it was asked something.</summary>
public sealed class SandboxException : Exception
{
    // As Linux counts them.
    private const int TryAgain = 11;
    private const int NoMemory = 12;
    private const int NoFileInSystem = 23;
    private const int NoFile = 24;

    internal SandboxException(string message, SandboxDeath? death = null, Exception? cause = null)
        : base(message, cause) => Death = death;

    /// <summary>How the process ended, if it had started.</summary>
    internal SandboxDeath? Death { get; }

    /// <summary>Whether a start failed for want of time, memory, processes or files, of which the machine may have more later.</summary>
    internal bool MayPass => Death is { IsSlowStart: true } or { IsForeignKill: true } || InnerException is Win32Exception { NativeErrorCode: TryAgain or NoMemory or NoFileInSystem or NoFile };
}
