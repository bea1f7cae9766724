using CodeStepHost.Components.Records;

namespace CodeStepHost.Components.Tests.Records;

public sealed class RecordFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("codestep-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("orders.json", "[1]", "1 1 1")]
    [InlineData("orders.JSONL", "1", "1 1 1")]
    [InlineData("orders.ndjson", "1", "1 1 1")]
    [InlineData("orders.csv", "a\n1", "1 2 {\"a\":\"1\"}")]
    public async Task A_file_is_read_by_the_format_that_its_name_promises(string name, string text, string expected)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        var read = new List<string>();
        await foreach (var record in RecordFile.ReadAsync(path, TestContext.Current.CancellationToken))
            read.Add(RecordTexts.Show(record));
        Assert.Equal([expected], read);
    }

    [Fact]
    public void A_name_that_promises_no_format_is_refused_at_once()
    {
        Assert.Null(RecordFile.FormatOf("orders.xml"));
        var exception = Assert.Throws<NotSupportedException>(() => RecordFile.ReadAsync("/in/orders.xml", TestContext.Current.CancellationToken));
        Assert.Equal("'orders.xml' is not a record file; they end in .json, .ndjson, .jsonl or .csv.", exception.Message);
    }

    [Fact]
    public async Task A_file_many_times_larger_than_its_records_is_read_in_bounded_memory()
    {
        var path = Path.Combine(_folder.FullName, "orders.ndjson");
        var line = $"{{\"text\":\"{new string('x', 1000)}\"}}";
        await File.WriteAllLinesAsync(path, Enumerable.Repeat(line, 60_000), TestContext.Current.CancellationToken);

        long count = 0;
        long largest = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await foreach (var record in RecordFile.ReadAsync(path, TestContext.Current.CancellationToken))
        {
            if (++count % 10_000 == 0)
                largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(60_000, count);
        Assert.InRange(largest, long.MinValue, 16 << 20);
    }
}
