namespace CodeStepHost.Components.Tests.Conformance.Rules;

/// <summary>
/// The rules of differences.json, each as what it makes of the original's outcome, in the order in which they apply.
/// They hold for every probe, listed or not.
/// </summary>
internal static class DifferenceRules
{
    public static IReadOnlyList<(string Name, Func<RuleCase, IReadOnlyList<Happening>?> Apply)> All { get; } =
    [
        ("refused-at-upload", EntryRules.RefusedAtUpload),
        ("unknown-module", EntryRules.UnknownModule),
        ("found", EntryRules.Found),
        ("arrow-this", EntryRules.ArrowThis),
        ("no-passthrough", SurroundingsRules.Passthrough),
        ("own-threads", SurroundingsRules.TraceId),
        ("no-error-reply", SurroundingsRules.ErrorReply),
        ("unhandled", EndingRules.Unhandled),
        ("never-settles", EndingRules.Never),
        ("sync-return", EntryRules.SyncReturn),
        ("made-message", EntryRules.MadeMessage),
        ("after-end", EndingRules.AfterEnd),
        ("rebound-limit", EndingRules.ReboundLimit),
        ("one-rebound", EndingRules.OneRebound),
        ("rebound-then-throw", EndingRules.ThrowAfterRebound),
        ("rebound-and-error", EndingRules.ErrorBesideRebound),
        ("message-size", EmitRules.MessageSize),
        ("refused-emit", EmitRules.RefusedEmit),
        ("dropped-by-throw", EndingRules.DroppedByThrow),
        ("late-work", EndingRules.LateWork),
        ("update-snapshot-refused", EmitRules.UpdateSnapshotRefused),
        ("unknown-event", EmitRules.UnknownEvent),
        ("message-form", EmitRules.MessageForm),
        ("keys-form", EmitRules.KeysForm),
        ("frozen", EmitRules.Frozen),
        ("no-eval", SurroundingsRules.Eval),
        ("falsy-return", EntryRules.FalsyReturn),
        ("reply-once", SurroundingsRules.ReplyOnce),
        ("reply-header", SurroundingsRules.ReplyHeader),
        ("error-without-message", SurroundingsRules.ErrorWithoutMessage),
        ("one-realm", SurroundingsRules.OneRealm),
        ("message-id", SurroundingsRules.MessageId),
        ("more-globals", SurroundingsRules.MoreGlobals),
        ("library-versions", SurroundingsRules.LibraryVersions),
        ("snapshot-by-value", EmitRules.SnapshotByValue),
        ("value-at-call", EmitRules.ValueAtCall),
        ("engine-words", SurroundingsRules.EngineWords),
        ("console-levels", SurroundingsRules.ConsoleLevels),
        ("logged-objects", SurroundingsRules.LoggedObjects),
    ];

    /// <summary>What is to be expected of us, given what the original did.</summary>
    /// <returns>The outcome, and the rules by which it differs from the original's.</returns>
    public static (IReadOnlyList<Happening> Expected, IReadOnlyList<string> Rules) Expect(Probe probe, IReadOnlyList<Happening> ours)
    {
        var @case = new RuleCase(probe, OriginalOutcome.Of(probe, ProbeStep.Policy(probe)), ours);
        var applied = new List<string>();
        foreach (var (name, apply) in All)
        {
            if (@case.IsSettled)
                break;
            if (apply(@case) is not { } changed || changed.SequenceEqual(@case.Expected))
                continue;
            applied.Add(name);
            @case = @case with { Expected = changed };
        }
        return (@case.Expected, applied);
    }
}
