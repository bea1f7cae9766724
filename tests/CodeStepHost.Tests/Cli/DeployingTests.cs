using CodeStepHost.Cli.Checking;
using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Tests.Cli;

/// <summary>From a folder to a deployed flow.</summary>
public sealed class DeployingTests : IDisposable
{
    private readonly CommandLineFixture _cli = new(withDatabase: false);

    // Paths of the temporary folder are longer on some machines than on others, and must not wrap.
    public DeployingTests() => _cli.Width = 500;

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("--csharp")]
    public async Task A_first_flow_is_made_and_valid(string language)
    {
        Assert.Equal(0, await _cli.RunAsync([.. "init hello".Split(' '), .. language.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.Equal(0, await _cli.RunAsync("validate"));
        Assert.Equal(0, await _cli.RunAsync("deploy", "hello"));
        Assert.Equal(0, await _cli.RunAsync("deploy", "hello", "--start"));
        Assert.Equal(2, await _cli.RunAsync("init", "hello"));
        await Verify(_cli.Transcript).UseTextForParameters(language.Length == 0 ? "js" : "csharp");
    }

    [Fact]
    public async Task Everything_wrong_is_told_at_its_place_and_nothing_is_deployed()
    {
        _cli.Width = 80;
        await _cli.RunAsync("init", "flows/hello");
        _cli.Write("flows/orders/flow.yaml", "steps:\n  hook:\n    uses: webhook\n    to: enrch\n  enrich:\n    uses: code\n    script: enrich.js\n    rebund: 3\n");
        _cli.Write("flows/orders/enrich.js", "function run() {}");
        _cli.Scripts = new Finds(new ScriptFinding("error", "script.syntax", "Unexpected token ')'", "greet.js", 3, 14, "Remove it."), new ScriptFinding("warning", "script.two-entries", "run and exports.process differ", "greet.js", 0, 0, null));
        Assert.Equal(2, await _cli.RunAsync("validate", "flows"));
        Assert.Equal(2, await _cli.RunAsync("validate", "flows", "--output", "json"));
        Assert.Equal(2, await _cli.RunAsync("deploy", "flows"));
        Assert.Equal(2, await _cli.RunAsync("deploy", "flows", "--output", "json"));
        Assert.Empty(await _cli.Store.FlowsAsync(CancellationToken.None));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Warnings_are_shown_and_refuse_only_when_they_shall()
    {
        _cli.Width = 80;
        await _cli.RunAsync("init", "hello");
        _cli.Write("hello/greet.js", "const veryLong = 'a text that does not fit into a line of eighty columns'; fetch('https://shop.example');\n\tfetch(東京);\n");
        _cli.Scripts = new Finds(
            new ScriptFinding("warning", "script.dropped-promise", "Nobody waits for the promise of fetch(…).", "greet.js", 1, 76, "Write await before it."),
            new ScriptFinding("warning", "script.unknown-name", "東京 is declared nowhere.", "greet.js", 2, 8, null),
            new ScriptFinding("warning", "script.dropped-promise", "Past the end of the line.", "greet.js", 2, 80, null));
        Assert.Equal(0, await _cli.RunAsync("validate", "hello"));
        Assert.Equal(2, await _cli.RunAsync("validate", "hello", "--strict"));
        Assert.Equal(2, await _cli.RunAsync("deploy", "hello", "--strict"));
        Assert.Empty(await _cli.Store.FlowsAsync(CancellationToken.None));
        Assert.Equal(0, await _cli.RunAsync("deploy", "hello"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task A_changed_flow_becomes_a_new_version()
    {
        await _cli.RunAsync("init", "hello");
        await _cli.RunAsync("deploy", "hello", "--start");
        _cli.Write("hello/log.js", "function run(msg) { this.logger.warn(msg.body.text); }");
        Assert.Equal(0, await _cli.RunAsync("deploy", "hello", "--move-queued"));
        Assert.Equal(0, await _cli.RunAsync("deploy", "hello", "--output", "json"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Folders_without_flows_are_refused()
    {
        Assert.Equal(2, await _cli.RunAsync("validate"));
        Assert.Equal(2, await _cli.RunAsync("deploy", "nowhere"));
        Assert.Equal(2, await _cli.RunAsync("deploy", _cli.Write("a.txt", "")));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task The_doctor_says_what_is_wrong_and_what_to_do()
    {
        Assert.Equal(0, await _cli.RunAsync("doctor"));
        _cli.Write(".codestep/codestep.db", "not a database");
        _cli.Write("codestep.yaml", "connections:\n  shop:\n    engine: sqlite\n    connectionString: Data Source=shop.db\n  broken:\n    engine: sqlite\n    connectionString: Data Source=codestep.yaml\n");
        _cli.Open = _ => throw new InvalidOperationException("/home/ada/.codestep/codestep.db is no database");
        _cli.Scripts = new Finds(new ScriptFinding("error", "script.not-compiled", "The script process's program was not found", "step.js", 0, 0, null));
        Assert.Equal(1, await _cli.RunAsync("doctor"));
        await Verify(_cli.Transcript.Replace(Environment.Version.ToString(), "10.0.0"));
    }
}
