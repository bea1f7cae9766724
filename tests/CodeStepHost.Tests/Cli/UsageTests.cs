namespace CodeStepHost.Tests.Cli;

/// <summary>Bad input: one clear error, exit code 2, never a stack.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly CommandLineFixture _cli = new(withDatabase: false);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Help_lists_verbs_and_exit_codes()
    {
        Assert.Equal(0, await _cli.RunAsync("--help"));
        Assert.Equal(0, await _cli.RunAsync("errors", "retry", "--help"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Misspelt_words_are_answered_with_the_nearest()
    {
        foreach (var line in (string[])["flosw list", "flows lst", "errors list --flwo x", "errors retry --al", "flows list --output jsn", "errors list --state opne", "logs --level warning", "rebounds cancle 1"])
            Assert.Equal(2, await _cli.RunAsync(line.Split(' ')));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Missing_and_wrong_values_are_named()
    {
        foreach (var line in (string[])["flows show", "flows show a b", "errors show seven", "errors list --since yesterday", "errors list --limit 0", "snapshots get orders", "errors list --flow", "errors show --output json"])
            Assert.Equal(2, await _cli.RunAsync(line.Split(' ')));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task A_verb_group_alone_shows_its_help()
    {
        Assert.Equal(2, await _cli.RunAsync("rebounds"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Without_a_database_it_says_where_it_looked()
    {
        Assert.Equal(2, await _cli.RunAsync("flows", "list"));
        Assert.Equal(2, await _cli.RunAsync("flows", "list", "--data", "elsewhere", "--output", "json"));
        _cli.Write("codestep.yaml", "data: state\n");
        Assert.Equal(2, await _cli.RunAsync("errors", "list"));
        _cli.Write("codestep.yaml", "dat: state\n");
        Assert.Equal(2, await _cli.RunAsync("errors", "list"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task An_unexpected_exception_is_one_line()
    {
        _cli.Write(".codestep/codestep.db", "");
        _cli.Open = _ => throw new InvalidOperationException("the sky fell\n\u001b[2J");
        Assert.Equal(2, await _cli.RunAsync("flows", "list"));
        await Verify(_cli.Transcript.Replace(Path.GetTempPath(), "/tmp/"));
    }
}
