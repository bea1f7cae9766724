using CodeStepHost.Components.Records;
using CsCheck;

namespace CodeStepHost.Components.Tests.Records;

public class JsonRecordsTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData(" [ \n ] \n", "")]
    [InlineData("[{\"a\": [1, \"]\\\"\"]},\n2 , \"x,\" ,\n\n null]", "1 1 {\"a\": [1, \"]\\\"\"]}|2 2 2|3 2 \"x,\"|4 4 null")]
    [InlineData("\uFEFF\n{\"a\":\n1}\n", "1 2 {\"a\":\n1}")]
    [InlineData("42", "1 1 42")]
    public async Task Elements_of_an_array_are_records_and_one_value_is_one(string text, string expected = "") =>
        Assert.Equal(expected, string.Join('|', await RecordTexts.ReadAsync(RecordFormat.Json, text)));

    [Theory]
    [InlineData("", "1 1  ! The file is empty.")]
    [InlineData("[1,\n {\"a\":}, 2]", "1 1 1|2 2 {\"a\":}, 2] ! Line 2, column 7: ")]
    [InlineData("[1, {\"a\":\n[1,", "1 1 1|2 1 {\"a\":\n[1, ! Line 2, column ")]
    [InlineData("[1, 2", "1 1 1|2 1 2|3 1  ! Line 1, column 6: the file ends inside the array.")]
    [InlineData("[1, ", "1 1 1|2 1  ! Line 1, column 5: the file ends inside the array.")]
    [InlineData("[1,]", "1 1 1|2 1 ] ! Line 1, column 4: ")]
    [InlineData("[,1]", "1 1 ,1] ! Line 1, column 2: ")]
    [InlineData("[1 2]", "1 1 1|2 1 2] ! Line 1, column 4: a comma or the end of the array was expected.")]
    [InlineData("[1] x", "1 1 1|2 1 x ! Line 1, column 5: there is more after the end; ")]
    [InlineData("{\"a\":1}\n{\"a\":2}", "1 1 {\"a\":1}|2 2 {\"a\":2} ! Line 2, column 1: there is more after the end; ")]
    [InlineData("[nope]", "1 1 nope] ! Line 1, column ")]
    [InlineData("{]", "1 1 {] ! Line 1, column 2: ")]
    public async Task What_cannot_be_read_is_one_malformed_tail_with_line_and_column(string text, string expected) =>
        Assert.StartsWith(expected, string.Join('|', await RecordTexts.ReadAsync(RecordFormat.Json, text)));

    [Fact]
    public async Task An_element_over_the_limit_is_skipped_however_large_it_is()
    {
        var huge = $"{{\"a\": [\"{new string(']', 400_000)}\"]}}";
        var read = await RecordTexts.ReadAsync(RecordFormat.Json, $"[1, {huge}, \"{new string('y', 1100)}\", 2]");
        Assert.Equal(4, read.Count);
        Assert.Equal("1 1 1", read[0]);
        Assert.EndsWith("! Line 1: the record is larger than 1000 bytes.", read[1]);
        Assert.EndsWith("! Line 1: the record is larger than 1000 bytes.", read[2]);
        Assert.Equal("4 1 2", read[3]);
    }

    [Fact]
    public async Task A_large_array_is_read_across_many_pieces()
    {
        var text = $"[{string.Join(",\n", Enumerable.Range(1, 50_000).Select(n => $"{{\"n\":{n},\"t\":\"{new string('z', n % 50)}\"}}"))}]";
        var read = await RecordTexts.ReadAsync(RecordFormat.Json, text);
        Assert.Equal(50_000, read.Count);
        Assert.Equal($"50000 50000 {{\"n\":50000,\"t\":\"\"}}", read[^1]);
    }

    [Fact]
    public void The_end_of_a_value_is_found_wherever_the_pieces_are_cut()
    {
        const string Json = "{\"a\\\\\":[1,{\"b\":\"}\\\"]\"},[]],\"c\":null}";
        Gen.Select(Gen.Int[0, Json.Length], Gen.Int[0, Json.Length]).Sample((one, other) =>
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(Json + ",1]");
            var end = default(JsonValueEnd);
            var (first, second) = (Math.Min(one, other), Math.Max(one, other));
            var found = end.Find(bytes.AsSpan(0, first));
            found = found < 0 && end.Find(bytes.AsSpan(first, second - first)) is >= 0 and var inSecond ? first + inSecond : found;
            found = found < 0 ? second + end.Find(bytes.AsSpan(second)) : found;
            Assert.Equal(Json.Length, found);
        });
    }
}
