using System.Runtime.CompilerServices;
using VerifyTests;

namespace VerifyXunit;

/// <summary>
/// Compares a text with the snapshot beside the test's source, <c>Class.Method[_parameters].verified.extension</c>.
/// The part of Verify.XunitV3's class of this name that our tests use; the project file says why and how to switch.
/// </summary>
/// <remarks>
/// Only strings: a test serialises an object itself, with extension <c>json</c>. Unlike the package, nothing in the
/// text is replaced, so a snapshot must hold no path, date or identifier that changes between runs.
/// </remarks>
public static class Verifier
{
  /// <returns>The comparison, which runs when it is awaited or returned as the test's task, and not before.</returns>
  public static SettingsTask Verify(string? target, string extension = "txt", [CallerFilePath] string sourceFile = "") =>
    new(target ?? "null", extension, sourceFile);
}
