using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary>A snapshot that is written out in the script and larger than the step's limit.</summary>
internal sealed class SnapshotSizeRule : LintRule
{
    public override string Code => FindingCodes.SnapshotSize;

    public override void Visit(EmitCall emit, LintedFile file, LintReport report)
    {
        if (emit.Event is not (EventNames.Snapshot or EventNames.UpdateSnapshot) || emit.HasSpread || emit.Value is not { } value)
            return;
        var limit = file.Request.Limits.SnapshotBytes;
        if (JsonSize.Least(value, file) is { } size && size > limit)
            report.At(value, $"The snapshot has at least {size} bytes; its limit is {limit}.", "Keep less in it, or raise the step's `limits.snapshot` in flow.yaml.");
    }
}
