using CodeStepHost.Testing.Cases;
using CsCheck;

namespace CodeStepHost.Testing.Tests.Cases;

public sealed class TextDifferenceTests
{
    [Fact]
    public void What_changed_is_shown_with_a_few_lines_around_it()
    {
        var verified = string.Concat(Enumerable.Range(1, 30).Select(line => $"line {line}\n"));
        var received = verified.Replace("line 15\n", "line fifteen\nand more\n", StringComparison.Ordinal).Replace("line 28\n", "", StringComparison.Ordinal);

        Assert.Equal("…|  line 12|  line 13|  line 14|- line 15|+ line fifteen|+ and more|  line 16|  line 17|  line 18|…|  line 25|  line 26|  line 27|- line 28|  line 29|  line 30", Shown(verified, received));
    }

    [Fact]
    public void Lines_only_added_or_only_removed_bring_no_empty_lines_with_them()
    {
        Assert.Equal("  a|+ b", Shown("a\n", "a\nb\n"));
        Assert.Equal("  a|- b", Shown("a\nb\n", "a\n"));
        Assert.Equal("+ |  a", Shown("a\n", "\na\n"));
    }

    [Fact]
    public void Of_a_long_line_the_part_is_shown_where_it_begins_to_differ()
    {
        var verified = new string('x', 500_000) + "old" + new string('y', 500_000);
        var received = new string('x', 500_000) + "new" + new string('y', 500_000);

        var lines = TextDifference.Of(verified, received);

        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.InRange(line.Text.Length, 100, 400));
        Assert.Contains("xold", lines[0].Text, StringComparison.Ordinal);
        Assert.Contains("xnew", lines[1].Text, StringComparison.Ordinal);
        Assert.EndsWith("(1000003 characters)", lines[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("        \"note\": \"", "        \"note\": …")]
    [InlineData("    \"a \\\" b\": \"", "    \"a \\\" b\": …")]
    [InlineData("      \"", "      …")]
    [InlineData("no JSON ", "…")]
    public void Of_a_long_line_the_members_name_stays(string before, string shown)
    {
        var verified = $"{before}{new string('x', 1000)}old{new string('y', 1000)}";

        var lines = TextDifference.Of(verified, verified.Replace("old", "new", StringComparison.Ordinal));

        Assert.All(lines, line => Assert.StartsWith($"{shown}x", line.Text, StringComparison.Ordinal));
        Assert.Contains("xnew", lines[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_line_that_differs_at_its_beginning_begins_there()
    {
        var lines = TextDifference.Of($"  \"a\": \"old{new string('y', 1000)}\"", $"  \"a\": \"new{new string('y', 1000)}\"");

        Assert.StartsWith("  \"a\": \"newy", lines[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_difference_is_cut_to_what_a_person_reads()
    {
        var verified = string.Concat(Enumerable.Range(0, 40_000).Select(line => $"before {line}\n"));
        var received = string.Concat(Enumerable.Range(0, 40_000).Select(line => $"after {line}\n"));

        var lines = TextDifference.Of(verified, received);

        Assert.InRange(lines.Count, 10, 130);
        Assert.Contains(lines, line => line.Text.Contains("39980 more lines", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_that_are_not_left_out_give_both_texts_again() =>
        Gen.Select(Text, Text).Sample((verified, received) =>
        {
            var lines = TextDifference.Of(verified, received);
            if (lines.Any(line => line.Mark == '…'))
                return;
            Assert.Equal(verified.TrimEnd('\n'), string.Join('\n', lines.Where(line => line.Mark is not '+').Select(line => line.Text)));
            Assert.Equal(received.TrimEnd('\n'), string.Join('\n', lines.Where(line => line.Mark is not '-').Select(line => line.Text)));
        });

    // Few different lines, so that many are in both.
    private static Gen<string> Text => Gen.Int[0, 4].Select(letter => "abc{ "[letter].ToString().Trim()).Array[1, 9].Select(lines => string.Join('\n', lines) + "\nend\n");

    private static string Shown(string verified, string received) =>
        string.Join('|', TextDifference.Of(verified, received).Select(line => line.Mark == '…' && line.Text.Length == 0 ? "…" : $"{line.Mark} {line.Text}"));
}
