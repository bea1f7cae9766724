using CodeStepHost.Hosting.Ingress;
using CsCheck;

namespace CodeStepHost.Tests.Hosting;

/// <summary>What an <c>Idempotency-Key</c> is to the host: never an id that it makes itself, and never that of another webhook.</summary>
public sealed class CallerKeyTests
{
    private static readonly Gen<string> Step = Gen.Char["abcXYZ019_-"].Array[1, 64].Select(name => $"s{new string(name)[1..]}");

    private static readonly Gen<string> Key = Gen.Frequency((3, Gen.String[1, 30]), (1, Gen.String[190, 400])).Where(key => !string.IsNullOrWhiteSpace(key)).Select(key => key.Trim());

    [Theory]
    [InlineData("s@2026-11-23T13:43:20.000Z")]
    [InlineData("price-file:data/prices.csv#141")]
    [InlineData("019abc0123456789abcdef0123456789")]
    public void It_is_no_id_of_the_host(string key) => Assert.Equal($"hook:key:{key}", CallerKey.IdOf("hook", key));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_one_is_none(string key) => Assert.Null(CallerKey.IdOf("hook", key));

    [Fact]
    public void Two_ids_are_the_same_only_for_one_key_of_one_webhook() => Gen.Select(Step, Key, Step, Key).Sample((step, key, otherStep, otherKey) =>
        (CallerKey.IdOf(step, key) == CallerKey.IdOf(otherStep, otherKey)) == ((step, key) == (otherStep, otherKey))
        && CallerKey.IdOf(step, key) != CallerKey.IdOf(otherStep, key + "x")
        && CallerKey.IdOf(step, key)!.Length <= 200
        && CallerKey.IdOf(step, key)!.StartsWith($"{step}:key", StringComparison.Ordinal));
}
