namespace CodeStepHost.Tests.Cli;

/// <summary>What <c>test</c> and <c>errors pull</c> refuse before anything runs.</summary>
public sealed class TestingTests : IDisposable
{
    private readonly CommandLineFixture _cli = new();

    public TestingTests() => _cli.Width = 500;

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_cannot_be_tested_is_said_with_what_to_do()
    {
        Assert.Equal(2, await _cli.RunAsync("test"));
        Assert.Equal(2, await _cli.RunAsync("test", "nowhere"));
        _cli.Write("hello/flow.yaml", "steps:\n  people: { uses: manual, to: greet }\n  greet: { uses: code, script: greet.js }\n");
        _cli.Write("hello/greet.js", "function run() {}");
        Assert.Equal(2, await _cli.RunAsync("test", "hello"));
        _cli.Write("hello/tests/greet/ada/input.json", "{ \"message\": {} }");
        Assert.Equal(2, await _cli.RunAsync("test", "hello", "--filter", "greet/ads"));
        _cli.Environment["CI"] = "true";
        Assert.Equal(2, await _cli.RunAsync("test", "hello", "--accept"));
        _cli.Write("hello/flow.yaml", "steps:\n  people: { uses: manual, to: gret }\n  greet: { uses: code, script: greet.js }\n");
        Assert.Equal(2, await _cli.RunAsync("test", "hello"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task What_cannot_be_pulled_is_said_with_what_to_do()
    {
        await new SampleData(_cli.Store, _cli.Time).FillAsync();
        Assert.Equal(2, await _cli.RunAsync("errors", "pull", "1"));
        Assert.Equal(2, await _cli.RunAsync("errors", "pull", "99", "--as-test"));
        Assert.Equal(2, await _cli.RunAsync("errors", "pull", "1", "--as-test"));
        await Verify(_cli.Transcript);
    }
}
