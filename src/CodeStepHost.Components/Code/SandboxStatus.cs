namespace CodeStepHost.Components.Code;

/// <summary>What the script processes are doing, for health pages.</summary>
/// <param name="Busy">Processes in a step's hands.</param>
/// <param name="Idle">Processes bound to a flow that has no work for them.</param>
/// <param name="Spare">Warm processes of no flow.</param>
/// <param name="Starting">Processes on their way to being warm.</param>
/// <param name="Waiting">Steps that wait for a process.</param>
/// <param name="Started">Processes that became warm since the host started.</param>
/// <param name="Killed">Those of them that the host ended while a step used them: a limit, nonsense on the pipe, or the host's stop.</param>
/// <param name="Crashed">Those of them that died by themselves.</param>
/// <param name="Retired">Those of them that the host ended in good order: idle, worn, or to make room.</param>
/// <param name="StartFailures">Starts that failed since the host started.</param>
/// <param name="LastFailure">What the last failed start or crash said.</param>
/// <param name="Confinement">How far they are confined; null before that was found out.</param>
public sealed record SandboxStatus(
    int Busy,
    int Idle,
    int Spare,
    int Starting,
    int Waiting,
    long Started,
    long Killed,
    long Crashed,
    long Retired,
    long StartFailures,
    string? LastFailure,
    ConfinementReport? Confinement)
{
    /// <summary>All that ended, by the reason: <c>retired</c>, the code of a broken limit, <c>sandbox.forbidden-call</c>, <c>sandbox.lost</c>, or <c>host</c>.</summary>
    public IReadOnlyDictionary<string, long> EndedBy { get; init; } = new Dictionary<string, long>();

    /// <summary>All living processes.</summary>
    public int Running => Busy + Idle + Spare + Starting;
}
