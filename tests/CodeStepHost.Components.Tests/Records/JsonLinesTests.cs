using System.Text;
using CodeStepHost.Components.Records;

namespace CodeStepHost.Components.Tests.Records;

public class JsonLinesTests
{
    [Fact]
    public async Task Each_line_is_a_record_and_empty_lines_are_none() =>
        Assert.Equal(
            ["1 2 {\"a\": 1.0}", "2 4 [1]", "3 6 \"ü\""],
            await RecordTexts.ReadAsync(RecordFormat.JsonLines, "\uFEFF\r\n {\"a\": 1.0} \r\n\r\n[1]\n  \n\"ü\""));

    [Fact]
    public async Task A_line_that_is_not_json_does_not_stop_the_file()
    {
        var read = await RecordTexts.ReadAsync(RecordFormat.JsonLines, "{\"a\":1}\n  {\"a\":,}\n{\"a\":1} {}\n{\"a\n{\"a\":2}\n");
        Assert.Equal(5, read.Count);
        Assert.Equal("1 1 {\"a\":1}", read[0]);
        Assert.StartsWith("2 2 {\"a\":,} ! Line 2, column 8: ", read[1]);
        Assert.StartsWith("3 3 {\"a\":1} {} ! Line 3, column 9: ", read[2]);
        Assert.StartsWith("4 4 {\"a ! Line 4, column ", read[3]);
        Assert.Equal("5 5 {\"a\":2}", read[4]);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_do_not_stop_the_file() =>
        Assert.Equal(
            ["1 1 \"\uFFFD\" ! Line 1: the text is not UTF-8.", "2 2 1"],
            await RecordTexts.ReadAsync(RecordFormat.JsonLines, [(byte)'"', 0xFC, (byte)'"', (byte)'\n', (byte)'1']));

    [Fact]
    public async Task A_line_over_the_limit_is_skipped_however_long_it_is()
    {
        var text = $"\"{new string('x', 500_000)}\"\n1\n\"{new string('y', 1100)}\"";
        var read = await RecordTexts.ReadAsync(RecordFormat.JsonLines, text);
        Assert.Equal(3, read.Count);
        Assert.EndsWith("x ! Line 1 is larger than 1000 bytes.", read[0]);
        Assert.InRange(read[0].Length, 1000, 70_000);
        Assert.Equal("2 2 1", read[1]);
        Assert.EndsWith("y\" ! Line 3 is larger than 1000 bytes.", read[2]);
    }

    [Fact]
    public async Task An_empty_file_has_no_records() => Assert.Empty(await RecordTexts.ReadAsync(RecordFormat.JsonLines, ""));

    [Fact]
    public async Task Utf16_with_a_mark_is_read() =>
        Assert.Equal(["1 1 \"ü\""], await RecordTexts.ReadAsync(RecordFormat.JsonLines, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("\"ü\"\r\n")]));
}
