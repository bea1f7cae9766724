using CodeStepHost.Components.Code;

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

    [Theory]
    [InlineData("", "test", 1)]
    [InlineData("", "test --strict", 2)]
    [InlineData("scripts: { strict: true }", "test", 2)]
    [InlineData("scripts: { strict: false }", "test", 1)]
    [InlineData("scripts: { strict: true }", "validate", 2)]
    [InlineData("scripts: { strict: true }", "deploy .", 2)]
    [InlineData("", "validate", 0)]
    public async Task With_strict_a_warning_is_an_error_before_any_case_runs(string settings, string command, int code)
    {
        _cli.Write("codestep.yaml", $"connections: {{ shop: {{ engine: sqlite, connectionString: '{(command.StartsWith("test", StringComparison.Ordinal) ? "${env.NOT_SET_HERE}" : "Data Source=shop.db")}' }} }}\n{settings}\n");
        _cli.Write("hello/flow.yaml", "steps:\n  people: { uses: manual, to: greet }\n  greet: { uses: code, script: greet.js }\n");
        _cli.Write("hello/greet.js", "function run() {}");
        _cli.Write("hello/tests/greet/gone/gone.verified.json", "{}");
        _cli.Scripts = new Finds(new ScriptFinding("warning", "script.unknown-event", "There is no event 'dat'.", "greet.js", 1, 1, null));

        Assert.Equal(code, await _cli.RunAsync(command.Split(' ')));

        Assert.Equal(code == 2 || command == "validate", _cli.Transcript.Contains("greet.js:1:1: warning script.unknown-event: There is no event 'dat'.", StringComparison.Ordinal));
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
