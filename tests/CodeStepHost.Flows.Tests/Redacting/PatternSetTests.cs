using CodeStepHost.Flows.Redacting;
using CsCheck;

namespace CodeStepHost.Flows.Tests.Redacting;

public sealed class PatternSetTests
{
    [Fact]
    public void The_first_match_is_found_and_of_those_at_one_place_the_longest() => Gen.Select(
        Gen.Char["ab\ud800"].Array[1, 45].Select(chars => new string(chars)).Array[0, 12],
        Gen.Char["ab\ud800"].Array[0, 200].Select(chars => new string(chars))).Sample((patterns, rest) =>
    {
        var text = rest + string.Concat(patterns);
        var set = new PatternSet<string>(patterns.Select(pattern => KeyValuePair.Create(pattern, pattern)));

        for (var from = 0; from <= text.Length; from++)
        {
            var place = Enumerable.Range(from, text.Length - from).Cast<int?>().FirstOrDefault(place => patterns.Any(pattern => StandsAt(pattern, place!.Value)));
            var expected = place is { } start ? patterns.Where(pattern => StandsAt(pattern, start)).MaxBy(pattern => pattern.Length) : null;
            Assert.Equal((place, expected), set.Next(text, from) is { } found ? (found.Start, found.Value) : ((int?)null, null));
        }

        bool StandsAt(string pattern, int place) => text.AsSpan(place).StartsWith(pattern, StringComparison.Ordinal);
    }, iter: 200);
}
