using System.Text.Json.Serialization;

namespace CodeStepHost.Components.Code;

/// <summary>How far script processes are confined on this machine, as a real one has found out.</summary>
/// <param name="What">What confines them, such as <c>landlock abi 7, seccomp, rlimits, user 65530</c>.</param>
/// <param name="Reason">Why it is not <see cref="ConfinementLevel.Full"/>; null when it is.</param>
public sealed record ConfinementReport(ConfinementLevel Level, string What, string? Reason = null)
{
    /// <summary>One line, such as <c>landlock abi 7, seccomp, rlimits, user 65530 → full</c>.</summary>
    public override string ToString() => $"{What} → {Level.ToString().ToLowerInvariant()}{(Reason is null ? "" : $": {Reason}")}";
}

/// <summary>How far script processes are confined.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConfinementLevel>))]
public enum ConfinementLevel
{
    /// <summary>By all that there is on Linux.</summary>
    [JsonStringEnumMemberName("full")]
    Full,

    /// <summary>By less, for the reason that is given.</summary>
    [JsonStringEnumMemberName("reduced")]
    Reduced,

    /// <summary>Not at all, because the operator wants it so.</summary>
    [JsonStringEnumMemberName("off")]
    Off,
}
