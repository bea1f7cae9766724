namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>What a script's syntax tree tells before it runs.</summary>
/// <param name="EntryPoint"><c>process</c>, <c>run</c>, <c>top-level</c>; null when there is nothing to run.</param>
/// <param name="HasTwoEntries">Whether both <c>process</c> and <c>run</c> exist and are visibly different functions.</param>
/// <param name="UsesSnapshot">Whether the script may read or write its step's snapshot; true when in doubt.</param>
/// <param name="MayTouchBuiltins">Whether the script may change objects that outlive a message; true when in doubt.</param>
/// <param name="MentionsExports">Whether <c>exports</c> or <c>module</c> occurs.</param>
/// <param name="MentionsId">Whether anything called <c>id</c> is read or written.</param>
internal sealed record ScriptFacts(
    string? EntryPoint,
    bool HasTwoEntries,
    bool UsesSnapshot,
    bool MayTouchBuiltins,
    bool MentionsExports,
    bool MentionsId);
