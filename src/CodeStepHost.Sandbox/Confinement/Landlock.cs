using System.Runtime.InteropServices;

namespace CodeStepHost.Sandbox.Confinement;

/// <summary>
/// What the files of the machine are to this thread and all that it starts: nothing, but for the rules that are added. Also no TCP, and from
/// version 6 on no signals to and no abstract sockets of processes outside. It cannot be undone.
/// </summary>
internal sealed unsafe class Landlock : IDisposable
{
    // Numbers that all architectures share.
    private const int CreateRuleset = 444;
    private const int AddRule = 445;
    private const int RestrictSelf = 446;
    private const int PathBeneath = 1;
    private const nint VersionFlag = 1;

    private const ulong Execute = 1 << 0;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;

    private readonly int _ruleset;

    /// <exception cref="ConfinementException">The kernel has no Landlock.</exception>
    public Landlock()
    {
        Version = (int)Libc.SystemCall(CreateRuleset, 0, 0, VersionFlag);
        if (Version < 1)
            throw new ConfinementException($"This kernel has no Landlock ({Libc.ErrorText}): it needs Linux 5.13 or later with 'landlock' among its security modules, and a container that lets the calls pass.");

        // Every right that this version knows is taken away; the rules give some back.
        var handled = new Handled
        {
            Files = Version switch { 1 => Bits(13), 2 => Bits(14), 3 or 4 => Bits(15), _ => Bits(16) },
            Network = Version >= 4 ? Bits(2) : 0,
            Scopes = Version >= 6 ? Bits(2) : 0,
        };
        var size = Version switch { < 4 => 8, < 6 => 16, _ => sizeof(Handled) };
        _ruleset = (int)Libc.SystemCall(CreateRuleset, (nint)(&handled), size, 0);
        if (_ruleset < 0)
            throw new ConfinementException($"A Landlock ruleset could not be made: {Libc.ErrorText}.");
    }

    /// <summary>The version of the kernel's Landlock (its ABI), at least 1.</summary>
    public int Version { get; }

    /// <summary>A folder and all below it may be read. One that is not there is left out.</summary>
    public void AllowFolder(string path) => Allow(path, ReadFile | ReadFolder);

    /// <summary>A file may be read.</summary>
    public void AllowFile(string path) => Allow(path, ReadFile);

    /// <summary>A program may be read and executed.</summary>
    public void AllowProgram(string path) => Allow(path, ReadFile | Execute);

    /// <summary>From here on the rules hold for this thread, and for what it executes.</summary>
    public void Enter()
    {
        if (Libc.SystemCall(RestrictSelf, _ruleset) != 0)
            throw new ConfinementException($"Landlock could not be entered: {Libc.ErrorText}.");
    }

    public void Dispose() => Libc.Close(_ruleset);

    private void Allow(string path, ulong rights)
    {
        var descriptor = Libc.Open(path, Libc.PathOnly | Libc.CloseOnExec);
        if (descriptor < 0)
            return;
        var rule = new Beneath { Allowed = rights, Parent = descriptor };
        var result = Libc.SystemCall(AddRule, _ruleset, PathBeneath, (nint)(&rule));
        var error = Libc.ErrorText;
        Libc.Close(descriptor);
        if (result != 0)
            throw new ConfinementException($"A Landlock rule for {path} could not be added: {error}.");
    }

    private static ulong Bits(int count) => (1ul << count) - 1;

    /// <summary>A <c>struct landlock_ruleset_attr</c>.</summary>
    private struct Handled
    {
        public ulong Files;
        public ulong Network;
        public ulong Scopes;
    }

    /// <summary>A <c>struct landlock_path_beneath_attr</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Beneath
    {
        public ulong Allowed;
        public int Parent;
    }
}
