using System.Text;
using VerifyTests;
using Xunit.Sdk;

namespace VerifyXunit.Tests;

public sealed class SnapshotTests : IDisposable
{
  private readonly string folder = Directory.CreateTempSubdirectory("snapshots").FullName;
  private readonly Snapshot snapshot;

  public SnapshotTests() => snapshot = new(folder, "Orders.Are_listed", "txt");

  public void Dispose() => Directory.Delete(folder, recursive: true);

  [Fact]
  public async Task A_new_snapshot_fails_and_leaves_the_received_text_to_look_at()
  {
    var failure = await FailureOf("three orders");

    Assert.Contains("There is no snapshot yet", failure);
    Assert.Contains("three orders", failure);
    Assert.Equal("three orders", await ReadAsync(snapshot.ReceivedPath));
    Assert.False(File.Exists(snapshot.VerifiedPath));
  }

  [Fact]
  public async Task Accepting_writes_the_snapshot_and_removes_the_received_text()
  {
    await FailureOf("three orders");

    await snapshot.CompareAsync("three orders", Acceptance.Granted);

    Assert.Equal("three orders", await ReadAsync(snapshot.VerifiedPath));
    Assert.False(File.Exists(snapshot.ReceivedPath));
    await snapshot.CompareAsync("three orders", Acceptance.NotAsked);
  }

  [Fact]
  public async Task Accepting_on_a_build_server_fails_and_leaves_the_snapshot_as_it_was()
  {
    await snapshot.CompareAsync("three orders", Acceptance.Granted);

    var failure = await FailureOf("four orders", Acceptance.RefusedOnBuildServer);

    Assert.Contains("VERIFY_ACCEPT is refused because CI is set", failure);
    Assert.Equal("three orders", await ReadAsync(snapshot.VerifiedPath));
    Assert.Equal("four orders", await ReadAsync(snapshot.ReceivedPath));
  }

  [Fact]
  public async Task A_difference_is_shown_line_by_line_with_what_is_around_it()
  {
    await snapshot.CompareAsync("a\nb\nc\nd\nfive\ne\nf\ng\nh\n", Acceptance.Granted);

    var failure = await FailureOf("a\nb\nc\nd\nsix\ne\nf\ng\nh\n");

    Assert.Contains("(- verified, + received):\n  ...\n  b\n  c\n  d\n- five\n+ six\n  e\n  f\n  g\n  ...\n", failure);
    Assert.Contains(snapshot.VerifiedPath, failure);
    Assert.Contains(snapshot.ReceivedPath, failure);
  }

  [Theory]
  [InlineData("three  orders", "- three orders\n+ three  orders\n")]
  [InlineData("three orders ", "- three orders\n+ three orders \n")]
  [InlineData("Three orders", "- three orders\n+ Three orders\n")]
  [InlineData("three orders\n", "  three orders\n+ \n")]
  [InlineData("", "- three orders\n")]
  public async Task White_space_case_and_a_final_newline_count_as_differences(string text, string shown)
  {
    await snapshot.CompareAsync("three orders", Acceptance.Granted);

    Assert.Contains("received):\n" + shown, await FailureOf(text));
  }

  [Fact]
  public async Task A_comparison_that_passes_removes_the_received_text_of_an_earlier_one()
  {
    await snapshot.CompareAsync("three orders", Acceptance.Granted);
    await FailureOf("four orders");
    Assert.True(File.Exists(snapshot.ReceivedPath));

    await snapshot.CompareAsync("three orders", Acceptance.NotAsked);

    Assert.False(File.Exists(snapshot.ReceivedPath));
  }

  [Fact]
  public async Task Files_start_with_a_byte_order_mark_end_lines_with_LF_and_get_no_final_newline()
  {
    await snapshot.CompareAsync("ä\r\n b \r\n\rc", Acceptance.Granted);

    byte[] expected = [.. Encoding.UTF8.Preamble, .. "ä\n b \n\nc"u8];
    Assert.Equal(expected, await File.ReadAllBytesAsync(snapshot.VerifiedPath, TestContext.Current.CancellationToken));
  }

  [Theory]
  [InlineData("a\nb\n")]
  [InlineData("a\r\nb\r\n")]
  public async Task A_snapshot_checked_out_with_other_line_ends_or_without_the_mark_still_matches(string stored)
  {
    await File.WriteAllTextAsync(snapshot.VerifiedPath, stored, TestContext.Current.CancellationToken);

    await snapshot.CompareAsync("a\nb\n", Acceptance.NotAsked);
  }

  private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

  private async Task<string> FailureOf(string text, Acceptance acceptance = Acceptance.NotAsked) =>
    (await Assert.ThrowsAsync<FailException>(() => snapshot.CompareAsync(text, acceptance))).Message;
}
