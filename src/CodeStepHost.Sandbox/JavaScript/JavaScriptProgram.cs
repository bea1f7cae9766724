using Acornima.Ast;
using CodeStepHost.Scripting.Frames;
using Jint;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>A script ready to run: its wrapped text, prepared, and what its syntax tree tells.</summary>
internal sealed record JavaScriptProgram(PrepareRequest Request, Prepared<Script> Wrapped, ScriptFacts Facts)
{
    /// <summary>The step's configuration as JSON text; an empty object when there is none.</summary>
    public string Config { get; } = string.IsNullOrWhiteSpace(Request.Config) ? "{}" : Request.Config;

    /// <summary>Where the script throws what is no Error.</summary>
    public ThrowSites ThrowSites { get; } = new(Request);

    public bool MentionsExports => Facts.MentionsExports;

    public bool MentionsId => Facts.MentionsId;
}
