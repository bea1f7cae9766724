using CodeStepHost.Sandbox.Running;
using CsCheck;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>What an author probably meant by a name that is not there.</summary>
public sealed class NearestNameTests
{
    [Theory]
    [InlineData("retrun", "return")]
    [InlineData("dat", "data")]
    [InlineData("rebnd", "rebound")]
    [InlineData("Snapshots", "snapshot")]
    [InlineData("undefinedFn", null)]
    [InlineData("order2", null)]
    [InlineData("enddd", null)]
    [InlineData("datum", null)]
    [InlineData("x", null)]
    public void A_name_is_taken_for_another_when_at_most_a_third_of_it_is_wrong(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Of(name, ["return", "data", "rebound", "snapshot", "undefined", "order", "end", "run"]));

    [Fact]
    public void Two_letters_that_changed_places_are_one_slip() => Gen.Select(Gen.String[Gen.Char['a', 'z'], 3, 20], Gen.Int[0, 18]).Sample((name, at) =>
    {
        var place = at % (name.Length - 1);
        var swapped = string.Concat(name.AsSpan(0, place), name.AsSpan(place + 1, 1), name.AsSpan(place, 1), name.AsSpan(place + 2));
        Assert.Equal(name, NearestName.Of(swapped, [name]));
    });

    [Fact]
    public void A_name_that_goes_on_by_more_than_a_letter_is_another_name() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 3, 20], Gen.String[Gen.Char['a', 'z'], 2, 5]).Sample((name, more) => Assert.Null(NearestName.Of(name + more, [name])));
}
