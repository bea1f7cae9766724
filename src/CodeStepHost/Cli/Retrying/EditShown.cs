using CodeStepHost.Retrying;

namespace CodeStepHost.Cli.Retrying;

/// <summary>An edit as a preview shows it.</summary>
/// <param name="Error">The error whose message it is.</param>
internal sealed record EditShown(long Error, ReadOnlyMemory<byte> Before, MessageEdit Edit);
