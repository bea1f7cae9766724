using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Storage.Tests;

public sealed class ErrorFingerprintTests
{
    private static readonly StepAddress Step = new("orders", "load");

    [Theory]
    [InlineData("duplicate key 4711", "duplicate key <n>")]
    [InlineData("took 12.5 s at 10:31:07", "took <n> s at <n>")]
    [InlineData("relation \"x\" does not exist", "relation <text> does not exist")]
    [InlineData("no column 'price'", "no column <text>")]
    [InlineData("can't read, don't try", "can't read, don't try")]
    [InlineData("`a` is not b", "<text> is not b")]
    [InlineData("order 0190f5e2-7c1a-7f3b-9c55-2b8a5d0c9e11 is gone", "order <uuid> is gone")]
    [InlineData("message 0190f5e27c1a7f3b9c552b8a5d0c9e11 is gone", "message <uuid> is gone")]
    [InlineData("at 0xDEADBEEF", "at <hex>")]
    [InlineData("commit 3f2a9c1d failed", "commit <hex> failed")]
    [InlineData("the defaced facade", "the defaced facade")]
    [InlineData("deadbeef stays a word", "deadbeef stays a word")]
    [InlineData("", "")]
    public void What_differs_from_one_occurrence_to_the_next_is_set_aside(string message, string normalised) =>
        Assert.Equal(normalised, ErrorFingerprint.Normalise(message));

    [Fact]
    public void Errors_that_differ_only_in_numbers_are_one_group() =>
        Assert.Equal(Of("row 1 of 20 is wrong"), Of("row 17 of 9 is wrong"));

    [Fact]
    public void Step_name_code_and_text_tell_groups_apart()
    {
        var error = new StepError("Error", "broke");
        string[] fingerprints =
        [
            ErrorFingerprint.Of(Step, error),
            ErrorFingerprint.Of(Step with { Step = "map" }, error),
            ErrorFingerprint.Of(Step with { Flow = "invoices" }, error),
            ErrorFingerprint.Of(Step, error with { Name = "TypeError" }),
            ErrorFingerprint.Of(Step, error with { Code = "broke" }),
            ErrorFingerprint.Of(Step, error with { Message = "broken" }),
        ];

        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
        Assert.All(fingerprints, fingerprint => Assert.Matches("^[0-9a-f]{16}$", fingerprint));
    }

    [Fact]
    public void Stack_cause_and_place_do_not_matter() =>
        Assert.Equal(Of("broke"), ErrorFingerprint.Of(Step, new StepError("Error", "broke") { Stack = "at x.js:1:1", Line = 3, Cause = new StepError("Error", "why") }));

    [Fact]
    public void The_end_of_a_very_long_text_does_not_matter() =>
        Assert.Equal(Of(new string('x', 5000)), Of(new string('x', 5000) + "y"));

    private static string Of(string message) => ErrorFingerprint.Of(Step, new StepError("Error", message));
}
