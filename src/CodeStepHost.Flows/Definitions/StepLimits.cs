namespace CodeStepHost.Flows.Definitions;

/// <summary>What one message may use in a step. Breaking one fails the message with an error that names the limit.</summary>
/// <param name="Time">Wall-clock time of one execution.</param>
/// <param name="Memory">Managed memory of the script's process, in bytes.</param>
/// <param name="MessageBytes">Largest message emitted, in bytes of JSON.</param>
/// <param name="SnapshotBytes">Largest snapshot, in bytes of JSON.</param>
/// <param name="Emissions">How many messages one execution may emit.</param>
/// <param name="EmittedBytes">How many bytes of JSON one execution may emit in all.</param>
/// <param name="LogLines">How many lines one execution may log; further ones are dropped, and counted.</param>
public sealed record StepLimits(
    TimeSpan Time,
    long Memory,
    int MessageBytes,
    int SnapshotBytes,
    int Emissions,
    long EmittedBytes,
    int LogLines)
{
    /// <summary>60 s, 256 MiB, 10 MiB, 64 KiB, 1,000,000 messages, 2 GiB, 10,000 lines.</summary>
    public static StepLimits Default { get; } = new(TimeSpan.FromSeconds(60), 256L << 20, 10 << 20, 64 << 10, 1_000_000, 2L << 30, 10_000);
}
