using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.Code;

/// <summary>The one option about confinement, in words for errors.</summary>
internal static class ConfinementOption
{
    public const string Name = "sandbox.confinement";

    public const string Advice = $"To run scripts without any confinement, set {Name}: {SandboxSettings.OffITrustEveryScript} in {HostSettings.FileName}.";
}
