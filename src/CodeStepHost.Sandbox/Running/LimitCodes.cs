namespace CodeStepHost.Sandbox.Running;

/// <summary>Stable codes of errors that come from a limit. They appear in error records and in the documentation.</summary>
internal static class LimitCodes
{
    public const string Time = "limit.time";
    public const string Memory = "limit.memory";
    public const string Recursion = "limit.recursion";
    public const string Engine = "limit.engine";
    public const string Depth = "limit.depth";
    public const string Message = "limit.message";
    public const string Snapshot = "limit.snapshot";
}
