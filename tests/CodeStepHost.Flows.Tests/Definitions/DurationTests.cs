using CodeStepHost.Flows.Definitions;
using CsCheck;

namespace CodeStepHost.Flows.Tests.Definitions;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2_000)]
    [InlineData("1m", 60_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("90s", 90_000)]
    [InlineData("1m5ms", 60_005)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("0s", 0)]
    public void A_duration_is_read_from_numbers_with_units(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("60")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("1 m")]
    [InlineData("30s1m")]
    [InlineData("1m1m")]
    [InlineData("1M")]
    [InlineData("1s\n")]
    [InlineData("१s")]
    [InlineData("99999999999999d")]
    [InlineData("99999999999999999999999s")]
    public void Anything_else_is_no_duration(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData(60, "1m")]
    [InlineData(90, "1m30s")]
    [InlineData(135, "2m15s")]
    [InlineData(0, "0s")]
    [InlineData(0.25, "250ms")]
    [InlineData(3600, "1h")]
    [InlineData(86_400.5, "1d500ms")]
    [InlineData(-2, "-2s")]
    public void A_duration_is_written_in_its_shortest_exact_form(double seconds, string text) =>
        Assert.Equal(text, Duration.Format(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Whole_milliseconds_survive_being_written_and_read() =>
        Gen.Long[0, (long)TimeSpan.MaxValue.TotalMilliseconds].Sample(milliseconds =>
        {
            var duration = new TimeSpan(milliseconds * TimeSpan.TicksPerMillisecond);
            return Duration.TryParse(Duration.Format(duration), out var read) && read == duration;
        });

    [Fact]
    public void The_longest_times_can_be_written()
    {
        Assert.StartsWith("10675199d", Duration.Format(TimeSpan.MaxValue), StringComparison.Ordinal);
        Assert.StartsWith("-10675199d", Duration.Format(TimeSpan.MinValue), StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_rebounds_are_printed_as_people_say_them() =>
        Assert.Equal(
            ["1m", "1m30s", "2m15s", "3m22s500ms", "5m3s750ms"],
            ReboundPolicy.Default.Schedule().Take(5).Select(Duration.Format));
}
