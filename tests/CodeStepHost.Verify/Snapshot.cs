using System.Text;
using Xunit;

namespace VerifyTests;

/// <summary>
/// The two files of one comparison: UTF-8 with a byte order mark, LF line ends, and otherwise the exact text, neither
/// trimmed nor given a final newline.
/// </summary>
internal sealed class Snapshot(string folder, string name, string extension)
{
  // A lone surrogate would be stored as U+FFFD and never compare equal again; better that it fails where it is written.
  private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

  public string VerifiedPath { get; } = Path.Combine(folder, $"{name}.verified.{extension}");

  public string ReceivedPath { get; } = Path.Combine(folder, $"{name}.received.{extension}");

  public async Task CompareAsync(string text, Acceptance acceptance)
  {
    var received = WithLineFeeds(text);
    var verified = File.Exists(VerifiedPath) ? WithLineFeeds(await File.ReadAllTextAsync(VerifiedPath, Encoding)) : null;
    if (received == verified)
    {
      File.Delete(ReceivedPath);
    }
    else if (acceptance == Acceptance.Granted)
    {
      await File.WriteAllTextAsync(VerifiedPath, received, Encoding);
      File.Delete(ReceivedPath);
    }
    else
    {
      await File.WriteAllTextAsync(ReceivedPath, received, Encoding);
      Assert.Fail(Explain(verified, received, acceptance));
    }
  }

  private string Explain(string? verified, string received, Acceptance acceptance)
  {
    var finding = verified is null
      ? $"There is no snapshot yet. Received:\n{received}"
      : $"The text differs from the snapshot (- verified, + received):\n{TextDiff.Describe(verified, received)}";
    var advice = acceptance == Acceptance.RefusedOnBuildServer
      ? "VERIFY_ACCEPT is refused because CI is set: accept on your own machine and commit the snapshot."
      : "If the received text is right, run the test again with VERIFY_ACCEPT=1 and commit the snapshot.";
    return $"{finding}\n\nVerified: {VerifiedPath}\nReceived: {ReceivedPath}\n{advice}";
  }

  private static string WithLineFeeds(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n');
}
