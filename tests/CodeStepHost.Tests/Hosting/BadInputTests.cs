using Microsoft.Data.Sqlite;

namespace CodeStepHost.Tests.Hosting;

/// <summary>What cannot be done is refused with exit code 2, one error that says what and where, and nothing half done.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Good = "steps:\n  hook: { uses: webhook, to: note }\n  note: { uses: code, script: note.js }\n";

    private readonly FlowFolder _folder = new();

    public BadInputTests() => _folder
        .Write("codestep.yaml", "sandbox: { spares: 0 }\n")
        .Write("flows/good/flow.yaml", Good)
        .Write("flows/good/note.js", "function run() {}\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("flow.yaml", "steps:\n  hook: { uses: webhook, to: note }\n  note: { uses: code, script: [ }\n", "flow.yaml:3:")]
    [InlineData("note.js", "function run(msg) {\n  const a = ;\n}\n", "note.js:2:")]
    [InlineData("note.csx", "object Run(Message msg)\n{\n    return msg.Boddy;\n}\n", "note.csx:3:")]
    public async Task A_wrong_flow_is_refused_at_its_place_and_no_other_is_deployed(string file, string text, string place)
    {
        (await CodeStep.RunAsync(_folder.Root, "deploy", "flows", "--start")).Succeeded();
        var before = (await CodeStep.RunAsync(_folder.Root, "flows", "list", "--output", "json")).Out;
        _folder
            .Write("flows/good/note.js", "function run() { this.logger.info('changed'); }\n")
            .Write("flows/wrong/flow.yaml", Good.Replace("note.js", file.StartsWith("note", StringComparison.Ordinal) ? file : "note.js", StringComparison.Ordinal))
            .Write("flows/wrong/note.js", "function run() {}\n")
            .Write($"flows/wrong/{file}", text);

        foreach (var verb in (string[])["deploy", "run"])
        {
            var refused = await CodeStep.RunAsync(_folder.Root, verb, "flows");
            Assert.Equal(2, refused.Code);
            Assert.Contains(place, refused.Out + refused.Error, StringComparison.Ordinal);
            Assert.Single(refused.Error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        }

        Assert.Equal(before, (await CodeStep.RunAsync(_folder.Root, "flows", "list", "--output", "json")).Out);
        Assert.Equal(1, _folder.Number("SELECT count(*) FROM versions"));
    }

    [Theory]
    [InlineData("run", "nowhere")]
    [InlineData("deploy", "nowhere")]
    [InlineData("flows", "list")]
    public async Task What_is_not_there_is_named(params string[] arguments)
    {
        var refused = await CodeStep.RunAsync(_folder.Root, arguments);
        AssertRefused(refused, arguments[0] == "flows" ? "no database at " : "nowhere");
        Assert.False(Directory.Exists(_folder.Data));
    }

    [Fact]
    public async Task A_damaged_database_is_refused()
    {
        (await CodeStep.RunAsync(_folder.Root, "deploy", "flows")).Succeeded();
        _folder.Write(".codestep/run.json", """{"Run":"r","Finished":false}""");
        var bytes = await File.ReadAllBytesAsync(_folder.Database, TestContext.Current.CancellationToken);
        bytes.AsSpan(100, 4000).Fill(0x5a);
        await File.WriteAllBytesAsync(_folder.Database, bytes, TestContext.Current.CancellationToken);
        await AssertRefusedByAllAsync("codestep.db");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder.Database, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        _folder.Write(".codestep/codestep.db", new string('x', 8192)).Write(".codestep/run.json", """{"Run":"r","Finished":false}""");
        await AssertRefusedByAllAsync("codestep.db");
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        (await CodeStep.RunAsync(_folder.Root, "deploy", "flows")).Succeeded();
        _folder.Write(".codestep/run.json", """{"Run":"r","Finished":false}""");
        await using (var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=false"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await AssertRefusedByAllAsync("version 999");
    }

    [Theory]
    [InlineData("serve", "--drain", "soon")]
    [InlineData("serve", "--listen", "nowhere")]
    [InlineData("serve", "--listen", "http://127.0.0.1:99999")]
    [InlineData("serve", "--listen", "http://192.0.2.1:7070")]
    public async Task Wrong_options_are_named(params string[] arguments)
    {
        AssertRefused(await CodeStep.RunAsync(_folder.Root, arguments), arguments[2]);
    }

    [Fact]
    public async Task An_address_in_use_is_refused()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://{other.LocalEndpoint}";
        AssertRefused(await CodeStep.RunAsync(_folder.Root, "serve", "--listen", address), $"{address} is in use by another program");
    }

    private static void AssertRefused(Ended refused, string named)
    {
        Assert.True(refused.Code == 2, $"exit code {refused.Code}\n{refused.Out}\n{refused.Error}");
        Assert.StartsWith("error: ", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Error);
        Assert.Contains(named, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", refused.Error, StringComparison.Ordinal);
    }

    private async Task AssertRefusedByAllAsync(string named)
    {
        AssertRefused(await CodeStep.RunAsync(_folder.Root, "flows", "list"), named);
        AssertRefused(await CodeStep.RunAsync(_folder.Root, "deploy", "flows"), named);
        AssertRefused(await CodeStep.RunAsync(_folder.Root, "run", "flows"), named);
        AssertRefused(await CodeStep.RunAsync(_folder.Root, "serve", "--listen", "http://127.0.0.1:0"), named);
    }
}
