namespace CodeStepHost.Scripting;

/// <summary>The names that a C# script finds without declaring them: its members are the script's globals.</summary>
public sealed class ScriptGlobals
{
    internal ScriptGlobals(Message message, Config config, Snapshot snapshot, IEmitter emitter, IScriptLog logger, ScriptHttp http, ScriptClock clock, ScriptRandom random)
    {
        Msg = message;
        Cfg = config;
        Snapshot = snapshot;
        Emitter = emitter;
        Logger = logger;
        Http = http;
        Clock = clock;
        Random = random;
    }

    /// <summary>The message at hand.</summary>
    public Message Msg { get; }

    /// <summary>The step's configuration.</summary>
    public Config Cfg { get; }

    /// <summary>The step's snapshot as it was when the message arrived.</summary>
    public Snapshot Snapshot { get; }

    /// <summary>Passes on what the step makes.</summary>
    public IEmitter Emitter { get; }

    /// <summary>The step's log.</summary>
    public IScriptLog Logger { get; }

    /// <summary>HTTP calls.</summary>
    public ScriptHttp Http { get; }

    /// <summary>The time.</summary>
    public ScriptClock Clock { get; }

    /// <summary>Random values.</summary>
    public ScriptRandom Random { get; }

    /// <summary>Where an entry point may be put instead of a method <c>Run</c>.</summary>
    public ScriptExports Exports { get; } = new();
}
