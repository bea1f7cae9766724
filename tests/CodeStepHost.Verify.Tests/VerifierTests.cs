namespace VerifyXunit.Tests;

public sealed class VerifierTests
{
  [Fact]
  public Task A_snapshot_is_named_after_its_class_and_method() => Verify("first line\n  second line\n");

  [Fact]
  public async Task A_snapshot_has_the_extension_that_the_test_asks_for() => await Verify("""{ "orders": 3 }""", "json");

  [Theory]
  [InlineData(1)]
  [InlineData(2)]
  public async Task Each_case_of_a_theory_has_its_own_snapshot_with_its_parameters_in_the_name(int n) =>
    await Verify($"case {n}").UseTextForParameters($"n={n}");

  [Theory]
  [InlineData(1)]
  public async Task A_theory_that_does_not_name_its_case_is_refused(int n)
  {
    var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Verify($"case {n}"));

    Assert.Contains("UseTextForParameters", error.Message);
  }

  [Fact]
  public async Task Two_comparisons_in_one_test_must_be_told_apart()
  {
    await Verify("one").UseTextForParameters("same");

    var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Verify("two").UseTextForParameters("same"));

    Assert.Contains("compared before in this run", error.Message);
  }

  [Fact]
  public async Task Awaiting_a_comparison_again_does_not_run_it_again()
  {
    var comparison = Verify("once");

    await comparison;
    await comparison;
  }

  [Fact]
  public Task A_missing_text_is_the_word_null() => Verify(null);

  [Theory]
  [InlineData("a/b")]
  [InlineData("a:b")]
  [InlineData("..")]
  [InlineData("")]
  public async Task Text_that_some_file_system_refuses_is_not_taken_into_a_name(string text) =>
    await Assert.ThrowsAsync<ArgumentException>(() => Verify("x").UseTextForParameters(text));

  [Fact]
  public async Task A_source_folder_that_is_not_there_is_reported_with_its_likely_cause()
  {
    var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Verify("x", sourceFile: "/_/nowhere/Tests.cs"));

    Assert.Contains("DeterministicSourcePaths", error.Message);
  }
}
