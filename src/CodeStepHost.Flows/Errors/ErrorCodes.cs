namespace CodeStepHost.Flows.Errors;

/// <summary>Stable codes of the errors that the host itself makes.</summary>
public static class ErrorCodes
{
    /// <summary>The codes of limits that end a script's process.</summary>
    public static IReadOnlySet<string> Limits { get; } = new HashSet<string>(StringComparer.Ordinal) { TimeLimit, MemoryLimit, MessageLimit, SnapshotLimit, EmissionsLimit, EmittedBytesLimit };

    /// <summary>A message rebounded more often than its step allows.</summary>
    public const string ReboundLimit = "rebound.limit";

    /// <summary>A person cancelled a parked message.</summary>
    public const string ReboundCancelled = "rebound.cancelled";

    /// <summary>An execution took longer than <c>limits.time</c>.</summary>
    public const string TimeLimit = "limit.time";

    /// <summary>An execution needed more than <c>limits.memory</c>.</summary>
    public const string MemoryLimit = "limit.memory";

    /// <summary>A message is larger than <c>limits.message</c>.</summary>
    public const string MessageLimit = "limit.message";

    /// <summary>A snapshot is larger than <c>limits.snapshot</c>.</summary>
    public const string SnapshotLimit = "limit.snapshot";

    /// <summary>An execution emitted more messages than <c>limits.emissions</c>.</summary>
    public const string EmissionsLimit = "limit.emissions";

    /// <summary>An execution emitted more bytes than <c>limits.emitted</c>.</summary>
    public const string EmittedBytesLimit = "limit.emitted";

    /// <summary>The script's process ended without an answer.</summary>
    public const string SandboxLost = "sandbox.lost";

    /// <summary>The script's process made a system call that only a break-out makes.</summary>
    public const string ForbiddenCall = "sandbox.forbidden-call";

    /// <summary>The host ended again and again while it had the message at work.</summary>
    public const string AttemptLimit = "attempt.limit";

    /// <summary>Script processes cannot be confined on this machine.</summary>
    public const string NotConfined = "sandbox.not-confined";

    /// <summary>The script does not compile.</summary>
    public const string ScriptRejected = "script.rejected";

    /// <summary>A step's component broke in a way that it should not; the host's log has the stack.</summary>
    public const string ComponentFailed = "component.failed";

    /// <summary>The host failed over what came of an execution; its log has the stack.</summary>
    public const string HostFailed = "host.failed";

    /// <summary>The message's flow version has no such step any more.</summary>
    public const string StepMissing = "step.missing";

    /// <summary>An HTTP call was refused by the step's egress list.</summary>
    public const string EgressRefused = "egress.refused";

    /// <summary>An HTTP call would have taken a secret to a host that it is not for.</summary>
    public const string Secret = "http.secret";

    /// <summary>A step's setting is wrong in a way that only running it shows.</summary>
    public const string StepConfig = "step.config";
}
