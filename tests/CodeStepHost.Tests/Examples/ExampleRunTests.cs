using CodeStepHost.Tests.Hosting;

namespace CodeStepHost.Tests.Examples;

/// <summary>The shipped examples that end by themselves, run by the real program.</summary>
public sealed class ExampleRunTests
{
    [Theory]
    [InlineData("batching")]
    [InlineData("csharp-mapping")]
    [InlineData("csharp-validation")]
    [InlineData("deduplication")]
    [InlineData("field-mapping")]
    [InlineData("http-enrichment")]
    [InlineData("notify-on-error")]
    [InlineData("order-totals")]
    [InlineData("pagination")]
    [InlineData("router")]
    [InlineData("splitter")]
    [InlineData("watched-folder")]
    public async Task It_does_what_its_page_says(string example)
    {
        using var copy = Example.Copy(example);
        var run = await CodeStep.RunAsync(copy.Root, "run", ".");
        run.Succeeded();
        Assert.Equal("", run.Error);
        var seen = $"{Example.Summary(run.Out)}\n\n{Example.Log(copy)}\n\n{copy.Number("SELECT count(*) FROM errors WHERE state = 0")} errors are open.\n";
        Example.AssertKept(example, seen);
        await Verify(seen).UseTextForParameters(example);
    }
}
