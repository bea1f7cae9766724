using Jint;
using Jint.Constraints;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>How every engine is set up: nothing of .NET in reach, no text compiled at run time, and a limit on everything that the engine can count.</summary>
internal static class EngineOptions
{
    public const int LargestArray = 10_000_000;
    public const int DeepestRecursion = 256;
    public const int DeepestJson = 64;
    public static readonly TimeSpan LongestRegex = TimeSpan.FromMilliseconds(300);

    public static void Apply(Options options, OperationDeadlineConstraint deadline, HostClock clock, StackWriter stacks)
    {
        options.Constraint(deadline);
        options.LimitRecursion(DeepestRecursion);
        options.RegexTimeoutInterval(LongestRegex);
        options.MaxArraySize(LargestArray);
        options.MaxJsonParseDepth(DeepestJson);
        options.DisableStringCompilation();
        options.UseHostFactory(_ => new EngineHost());
        options.Constraints.StackOverflowGuard = true;
        options.Interop.Enabled = false;
        options.Interop.AllowWrite = false;
        options.Interop.AllowGetType = false;
        options.Interop.AllowSystemReflection = false;
        options.AgentCanSuspend = false;
        options.TimeSystem = clock;
        options.SetBuildCallStackHandler(stacks.Describe);
    }
}
