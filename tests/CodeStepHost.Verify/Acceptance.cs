namespace VerifyTests;

/// <summary>Whether this run may overwrite snapshots: only when a person asks, and never on a build server.</summary>
internal enum Acceptance
{
  NotAsked,
  Granted,
  RefusedOnBuildServer,
}

internal static class AcceptanceExtensions
{
  extension(Acceptance)
  {
    public static Acceptance Read(Func<string, string?> variable) =>
      variable("VERIFY_ACCEPT") != "1" ? Acceptance.NotAsked
      : string.IsNullOrEmpty(variable("CI")) ? Acceptance.Granted
      : Acceptance.RefusedOnBuildServer;
  }
}
