#nullable enable annotations
using CodeStepHost.Scripting;

/// <summary>The names that a script finds without declaring them. Top-level code is a part of this class, so it sees them as it does in the host.</summary>
internal partial class Program
{
    /// <inheritdoc cref="ScriptGlobals.Msg"/>
    private static Message Msg => throw null!;

    /// <inheritdoc cref="ScriptGlobals.Cfg"/>
    private static Config Cfg => throw null!;

    /// <inheritdoc cref="ScriptGlobals.Snapshot"/>
    private static Snapshot Snapshot => throw null!;

    /// <inheritdoc cref="ScriptGlobals.Emitter"/>
    private static IEmitter Emitter => throw null!;

    /// <inheritdoc cref="ScriptGlobals.Logger"/>
    private static IScriptLog Logger => throw null!;

    /// <inheritdoc cref="ScriptGlobals.Http"/>
    private static ScriptHttp Http => throw null!;

    /// <inheritdoc cref="ScriptGlobals.Clock"/>
    private static ScriptClock Clock => throw null!;

    /// <inheritdoc cref="ScriptGlobals.Random"/>
    private static ScriptRandom Random => throw null!;

    /// <inheritdoc cref="ScriptGlobals.Exports"/>
    private static ScriptExports Exports => throw null!;
}
