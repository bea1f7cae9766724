using CodeStepHost.Flows.Definitions;
using CsCheck;

namespace CodeStepHost.Flows.Tests.Definitions;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("10MiB", 10L << 20)]
    [InlineData("64KiB", 64L << 10)]
    [InlineData("1GiB", 1L << 30)]
    [InlineData("500kB", 500_000)]
    [InlineData("2 MB", 2_000_000)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("17B", 17)]
    [InlineData("4096", 4096)]
    [InlineData("0", 0)]
    public void A_size_is_a_number_with_or_without_a_unit(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1")]
    [InlineData("1.5MiB")]
    [InlineData("10M")]
    [InlineData("10mib")]
    [InlineData("1MiB\n")]
    [InlineData("99999999999GiB")]
    [InlineData("99999999999999999999")]
    public void Anything_else_is_no_size(string? text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1500, "1500B")]
    [InlineData(64 << 10, "64KiB")]
    [InlineData(500_000, "500kB")]
    [InlineData(2L << 30, "2GiB")]
    public void A_size_is_written_in_its_shortest_exact_form(long bytes, string text) => Assert.Equal(text, ByteSize.Format(bytes));

    [Fact]
    public void Sizes_survive_being_written_and_read() =>
        Gen.OneOf(Gen.Long[0, long.MaxValue], Gen.Long[0, 5000].Select(count => count << 20), Gen.Long[0, 5000].Select(count => count * 1000))
            .Sample(bytes => ByteSize.TryParse(ByteSize.Format(bytes), out var read) && read == bytes);
}
