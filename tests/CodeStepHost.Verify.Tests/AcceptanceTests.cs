using VerifyTests;

namespace VerifyXunit.Tests;

public sealed class AcceptanceTests
{
  [Theory]
  [InlineData(null)]
  [InlineData("")]
  [InlineData("0")]
  [InlineData("true")]
  public void Snapshots_stay_as_they_are_unless_VERIFY_ACCEPT_is_1(string? accept) =>
    Assert.Equal(Acceptance.NotAsked, Read(accept, ci: null));

  [Theory]
  [InlineData(null)]
  [InlineData("")]
  public void VERIFY_ACCEPT_accepts_on_a_persons_machine(string? ci) =>
    Assert.Equal(Acceptance.Granted, Read("1", ci));

  [Theory]
  [InlineData("true")]
  [InlineData("1")]
  public void VERIFY_ACCEPT_is_refused_when_CI_is_set(string ci) =>
    Assert.Equal(Acceptance.RefusedOnBuildServer, Read("1", ci));

  private static Acceptance Read(string? accept, string? ci) =>
    Acceptance.Read(name => name == "VERIFY_ACCEPT" ? accept : name == "CI" ? ci : null);
}
