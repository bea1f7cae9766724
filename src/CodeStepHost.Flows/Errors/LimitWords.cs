using System.Globalization;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Errors;

/// <summary>The words of broken limits: which it was, how much was used, and where it is set.</summary>
public static class LimitWords
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        [ErrorCodes.TimeLimit] = "time",
        [ErrorCodes.MemoryLimit] = "memory",
        [ErrorCodes.MessageLimit] = "message",
        [ErrorCodes.SnapshotLimit] = "snapshot",
        [ErrorCodes.EmissionsLimit] = "emissions",
        [ErrorCodes.EmittedBytesLimit] = "emitted",
    };

    /// <summary>The script ran too long: the same error whether it was stopped or its process ended.</summary>
    /// <param name="ran">How long it ran.</param>
    public static StepError Time(StepDefinition step, TimeSpan ran) =>
        Broken(step, "TimeoutError", ErrorCodes.TimeLimit, $"The script ran for {Seconds(ran)} s and was ended; it may run for {Seconds(step.Limits.Time)} s");

    /// <summary>The script needed too much memory: the same error whether it was stopped or its process ended.</summary>
    /// <param name="memory">How much its process may have.</param>
    public static StepError Memory(string step, long memory) =>
        Broken(step, "RangeError", ErrorCodes.MemoryLimit, $"The script needed more than {memory >> 20} MiB of memory");

    /// <summary>A message is too large.</summary>
    public static StepError Message(StepDefinition step, long bytes) =>
        Broken(step, "Error", ErrorCodes.MessageLimit, $"Outgoing message size {bytes} exceeds limit of {step.Limits.MessageBytes}");

    /// <summary>A message is too large only together with the outputs of earlier steps that it carries.</summary>
    /// <param name="bytes">How large it is with them.</param>
    /// <param name="carried">How much of that they are.</param>
    public static StepError MessageWithPassthrough(StepDefinition step, long bytes, long carried) =>
        new("Error", $"Outgoing message size {bytes}, of which {carried} are passthrough, exceeds limit of {step.Limits.MessageBytes} ({Place("message", step.Name)}); `passthrough: [<step>, …]` of the flow carries less.") { Code = ErrorCodes.MessageLimit };

    /// <summary>A snapshot is too large.</summary>
    public static StepError Snapshot(StepDefinition step, long bytes) =>
        Broken(step, "Error", ErrorCodes.SnapshotLimit, $"The snapshot has {bytes} bytes; its limit is {step.Limits.SnapshotBytes}");

    /// <summary>There were too many messages.</summary>
    public static StepError Emissions(StepDefinition step) =>
        Broken(step, "Error", ErrorCodes.EmissionsLimit, $"One execution emitted {step.Limits.Emissions + 1L} messages; it may emit {step.Limits.Emissions}");

    /// <summary>There was too much in all.</summary>
    public static StepError Emitted(StepDefinition step, long bytes) =>
        Broken(step, "Error", ErrorCodes.EmittedBytesLimit, $"One execution emitted {bytes} bytes; it may emit {step.Limits.EmittedBytes}");

    /// <summary>The line in place of all further ones.</summary>
    public static string LogLines(StepDefinition step) =>
        $"This execution logged more than {step.Limits.LogLines} lines; further ones are dropped ({Place("logLines", step.Name)}).";

    /// <summary>An error as a script's process told it, with the place where its limit is set; as it was when it is about no such limit.</summary>
    public static StepError WithPlace(StepError error, string step) =>
        error.Code is { } code && Keys.TryGetValue(code, out var key) && !error.Message.Contains($"limits.{key}", StringComparison.Ordinal)
            ? error with { Message = $"{error.Message.TrimEnd('.')} ({Place(key, step)})." }
            : error;

    private static StepError Broken(StepDefinition step, string name, string code, string what) => Broken(step.Name, name, code, what);

    private static StepError Broken(string step, string name, string code, string what) => new(name, $"{what} ({Place(Keys[code], step)}).") { Code = code };

    private static string Place(string key, string step) => $"limits.{key} of step '{step}' in flow.yaml";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
