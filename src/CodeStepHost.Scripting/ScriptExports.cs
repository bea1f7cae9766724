namespace CodeStepHost.Scripting;

/// <summary>Where a script puts its entry point if it has no method <c>Run</c>.</summary>
public sealed class ScriptExports
{
    internal ScriptExports()
    {
    }

    /// <summary>Called with each message; what it returns is sent as the message, null sends nothing.
    /// <code>Exports.Process = async (msg, cfg, snapshot) => { await Emitter.Data(msg); return null; };</code></summary>
    public Func<Message, Config, Snapshot, Task<object?>>? Process { get; set; }
}
