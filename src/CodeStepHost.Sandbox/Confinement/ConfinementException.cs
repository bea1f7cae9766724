namespace CodeStepHost.Sandbox.Confinement;

/// <summary>The process cannot be confined as it has to be, so it must not run a script. The message says what is missing.</summary>
internal sealed class ConfinementException(string message) : Exception(message);
