namespace CodeStepHost.Sandbox.Confinement;

/// <summary>Who a script process is. Started as root, it becomes a user that owns nothing; in any case it ends up without a single capability.</summary>
internal static unsafe class Identity
{
    /// <summary>
    /// The user and group of script processes when the host runs as root. No account has it: distributions give out none above 65519, and
    /// containers that map only 16 bits of user ids have it too.
    /// </summary>
    public const uint SandboxUser = 65530;

    private const int CapKill = 5;
    private const int CapSetGid = 6;
    private const int CapSetUid = 7;
    private const int LastCapability = 63;

    private const int PrctlDropFromBounds = 24;
    private const int PrctlSecureBits = 28;
    private const int PrctlReadBounds = 23;

    // Root is nobody special, and none of it can be switched back.
    private const int RootIsNobody = 0x2f | 0xc0;

    /// <summary>Becomes <see cref="SandboxUser"/> if it was started as root and can.</summary>
    /// <returns>Who it is now, in one word; and, if it had to stay root, why.</returns>
    public static (string User, string? Reason) Assume(ReadableFiles files)
    {
        var user = Libc.UserId();
        if (user != 0)
            return ($"{user}", null);
        if (WhyNot(files) is { } reason)
            return ("0", reason);
        if (Libc.SetGroupIds(SandboxUser, SandboxUser, SandboxUser) != 0 || Libc.SetUserIds(SandboxUser, SandboxUser, SandboxUser) != 0)
            throw new ConfinementException($"The process could not become user {SandboxUser}: {Libc.ErrorText}.");
        return ($"{SandboxUser}", null);
    }

    /// <summary>Gives up every capability of this thread, for good.</summary>
    public static void DropCapabilities()
    {
        // Both need a capability themselves; who has none has nothing to drop either. What counts is checked below.
        _ = Libc.Prctl(PrctlSecureBits, RootIsNobody);
        for (var capability = 0; capability <= LastCapability && Libc.Prctl(PrctlReadBounds, capability) >= 0; capability++)
            _ = Libc.Prctl(PrctlDropFromBounds, capability);
        var header = new CapabilityHeader { Version = CapabilityHeader.Version3 };
        var none = default(CapabilitySets);
        if (Libc.SystemCall(SystemCalls.Number("capset"), (nint)(&header), (nint)(&none)) != 0)
            throw new ConfinementException($"Capabilities could not be dropped: {Libc.ErrorText}.");
    }

    /// <summary>Whether this thread has any capability, or could get one.</summary>
    public static bool HasCapabilities() => Capabilities() is not { Effective: 0, Permitted: 0, Inheritable: 0 };

    // Another user's process can only be ended with CAP_KILL: a container that took that away would leave scripts running.
    private static string? WhyNot(ReadableFiles files)
    {
        var effective = Capabilities().Effective;
        if ((effective & (1ul << CapSetUid)) == 0 || (effective & (1ul << CapSetGid)) == 0 || (effective & (1ul << CapKill)) == 0)
            return "root may not change users here (CAP_SETUID, CAP_SETGID, CAP_KILL)";
        if (Libc.SetGroups(0, null) != 0)
            return $"root may not leave its groups here ({Libc.ErrorText})";

        // Looks with the eyes of that user: the file-system ids alone, of this thread alone, and back.
        var groups = SystemCalls.Number("setfsgid");
        var users = SystemCalls.Number("setfsuid");
        Libc.SystemCall(groups, (nint)SandboxUser);
        Libc.SystemCall(users, (nint)SandboxUser);
        var isThatUser = Libc.SystemCall(users, -1) == (nint)SandboxUser;
        var unreadable = files.FirstUnreadable();
        Libc.SystemCall(users, 0);
        Libc.SystemCall(groups, 0);
        return !isThatUser ? $"there is no user {SandboxUser} in this user namespace"
            : unreadable is not null ? $"user {SandboxUser} cannot read {unreadable}"
            : null;
    }

    private static (ulong Effective, ulong Permitted, ulong Inheritable) Capabilities()
    {
        var header = new CapabilityHeader { Version = CapabilityHeader.Version3 };
        var sets = default(CapabilitySets);
        if (Libc.SystemCall(SystemCalls.Number("capget"), (nint)(&header), (nint)(&sets)) != 0)
            throw new ConfinementException($"Capabilities could not be read: {Libc.ErrorText}.");
        return (sets.EffectiveLow | ((ulong)sets.EffectiveHigh << 32), sets.PermittedLow | ((ulong)sets.PermittedHigh << 32), sets.InheritableLow | ((ulong)sets.InheritableHigh << 32));
    }

    /// <summary>A <c>struct __user_cap_header_struct</c>; process 0 is the calling thread.</summary>
    private struct CapabilityHeader
    {
        public const uint Version3 = 0x20080522;

        public uint Version;
        public int Process;
    }

    /// <summary>Two <c>struct __user_cap_data_struct</c>.</summary>
    private struct CapabilitySets
    {
        public uint EffectiveLow;
        public uint PermittedLow;
        public uint InheritableLow;
        public uint EffectiveHigh;
        public uint PermittedHigh;
        public uint InheritableHigh;
    }
}
