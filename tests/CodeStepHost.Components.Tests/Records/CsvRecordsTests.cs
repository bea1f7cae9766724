using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Records;
using CsCheck;
using CsvHelper;

namespace CodeStepHost.Components.Tests.Records;

public class CsvRecordsTests
{
    private const string BadQuote = "a quote stands inside a field, or is never closed.";

    [Theory]
    [InlineData("a,b\n1,x;y\n", "1 2 {\"a\":\"1\",\"b\":\"x;y\"}")]
    [InlineData("a;b\r\n1,5;x\r\n", "1 2 {\"a\":\"1,5\",\"b\":\"x\"}")]
    [InlineData("a\tb\n\t\n", "1 2 {\"a\":\"\",\"b\":\"\"}")]
    [InlineData("a\n1", "1 2 {\"a\":\"1\"}")]
    [InlineData("\uFEFFa,b\n\n\r\n 1 ,ü\"\n", "1 4  1 ,ü\" ! Line 4: " + BadQuote)]
    [InlineData("\"a,\",\"b;;\"\n1,2", "1 2 {\"a,\":\"1\",\"b;;\":\"2\"}")]
    [InlineData("a,b\n\"x \"\"1\"\",\r\n y\",2\n3,\"\"", "1 2 {\"a\":\"x \\\"1\\\",\\r\\n y\",\"b\":\"2\"}|2 4 {\"a\":\"3\",\"b\":\"\"}")]
    [InlineData("a,,a,\n1,2,3,4", "1 2 {\"a\":\"1\",\"column2\":\"2\",\"a_2\":\"3\",\"column4\":\"4\"}")]
    [InlineData("a,b", "")]
    [InlineData("a,b\r1,2\r\r\"3\",4", "1 2 {\"a\":\"1\",\"b\":\"2\"}|2 4 {\"a\":\"3\",\"b\":\"4\"}")]
    [InlineData("\"a\rb\",c\r1,2\r", "1 3 {\"a\\nb\":\"1\",\"c\":\"2\"}")]
    [InlineData("a,b\n1\r,2\n", "1 2 {\"a\":\"1\\r\",\"b\":\"2\"}")]
    [InlineData("a|b\n1|2,3", "1 2 {\"a\":\"1\",\"b\":\"2,3\"}")]
    [InlineData("sep=;\r\na,b;c\r\n1;2\r\n", "1 3 {\"a,b\":\"1\",\"c\":\"2\"}")]
    [InlineData("\"sep=:\"\n\na:b\n1:2", "1 4 {\"a\":\"1\",\"b\":\"2\"}")]
    [InlineData("sep=;\n", "1 2  ! The file is empty; its first line should name the columns.")]
    [InlineData("sep=,other\n1,2", "1 2 {\"sep=\":\"1\",\"other\":\"2\"}")]
    public async Task Rows_are_objects_of_texts(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', await RecordTexts.ReadAsync(RecordFormat.Csv, text)));

    [Fact]
    public async Task A_malformed_row_does_not_stop_the_file() =>
        Assert.Equal(
            [
                "1 2 {\"a\":\"1\",\"b\":\"2\"}",
                "2 3 1 ! Line 3: the header has 2 columns, the row 1.",
                "3 4 1,\"2\n\",3 ! Line 4: the header has 2 columns, the row 3.",
                "4 6 5\",6 ! Line 6: " + BadQuote,
                "5 7 \"7\"x,8 ! Line 7: " + BadQuote,
                "6 8 \"9,9 ! Line 8: " + BadQuote,
                "7 9 {\"a\":\"10\",\"b\":\"10\"}",
            ],
            await RecordTexts.ReadAsync(RecordFormat.Csv, "a,b\n1,2\n1\n1,\"2\n\",3\n5\",6\n\"7\"x,8\n\"9,9\n10,10\n"));

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_one_line_even_in_a_large_file()
    {
        var text = "a,b\n\"1,2\n" + string.Concat(Enumerable.Repeat("3,4\n", 100_000));
        var read = await RecordTexts.ReadAsync(RecordFormat.Csv, text);
        Assert.Equal(100_001, read.Count);
        Assert.Equal("1 2 \"1,2 ! Line 2: the row is larger than 1000 bytes; perhaps a quote is never closed.", read[0]);
        Assert.Equal("100001 100002 {\"a\":\"3\",\"b\":\"4\"}", read[^1]);
    }

    [Fact]
    public async Task A_row_over_the_limit_is_skipped_however_long_it_is()
    {
        var read = await RecordTexts.ReadAsync(RecordFormat.Csv, $"a,b\n{new string('x', 400_000)},1\n{new string('y', 1100)},1\n1,2");
        Assert.Equal(3, read.Count);
        Assert.Contains("! Line 2: the row is larger than 1000 bytes", read[0]);
        Assert.Contains("! Line 3: the row is larger than 1000 bytes", read[1]);
        Assert.Equal("3 4 {\"a\":\"1\",\"b\":\"2\"}", read[2]);
    }

    [Theory]
    [InlineData("", "1 1  ! The file is empty; its first line should name the columns.")]
    [InlineData("a\"b,c\n1,2", "1 1 a\"b,c ! Line 1: " + BadQuote + " Without the names of the columns the rest cannot be read.")]
    public async Task A_file_without_a_header_is_one_malformed_place(string text, string expected) =>
        Assert.Equal([expected], await RecordTexts.ReadAsync(RecordFormat.Csv, text));

    [Fact]
    public async Task A_row_that_is_not_utf8_does_not_stop_the_file() =>
        Assert.Equal(
            ["1 2 M\uFFFDller ! Line 2: the text is not UTF-8.", "2 3 {\"a\":\"1\"}"],
            await RecordTexts.ReadAsync(RecordFormat.Csv, Encoding.Latin1.GetBytes("a\nMüller\n1\n")));

    [Fact]
    public async Task Excels_unicode_text_is_read() =>
        Assert.Equal(
            ["1 2 {\"a\":\"ü\",\"b\":\"2\"}"],
            await RecordTexts.ReadAsync(RecordFormat.Csv, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a\tb\r\nü\t2\r\n")]));

    [Fact]
    public async Task What_another_library_writes_is_read_as_it_was()
    {
        var value = Gen.String[Gen.OneOf(Gen.Char["ab \",;\t\r\nü€"], Gen.Char['a', 'z']), 0, 6];
        var table = Gen.Select(Gen.OneOf(',', ';', '\t', '|'), Gen.OneOf("\n", "\r\n"), value.Array[3].List[0, 5]);
        await table.SampleAsync(async (separator, lineEnd, rows) =>
        {
            var text = new StringWriter();
            var options = new CsvWriterOptions { Separator = separator, NewLine = lineEnd };
            await using (var writer = CsvWriter.Create(text, options, leaveOpen: true))
            {
                foreach (var row in rows.Prepend(["x", "y", "z"]))
                {
                    foreach (var field in row)
                        writer.WriteField(field);
                    await writer.EndRecordAsync();
                }
            }

            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
            var read = new List<string[]>();
            await foreach (var record in RecordFile.ReadAsync(stream, RecordFormat.Csv, CancellationToken.None))
            {
                using var body = JsonDocument.Parse(Assert.IsType<RecordRead.Record>(record).BodyJson);
                read.Add([.. body.RootElement.EnumerateObject().Select(member => member.Value.GetString()!)]);
            }

            Assert.Equal(rows, read);
        });
    }
}
