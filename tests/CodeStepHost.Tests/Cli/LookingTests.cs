using CodeStepHost.Flows.Running;

namespace CodeStepHost.Tests.Cli;

/// <summary>Verbs that only look, on a terminal of 80 columns.</summary>
public sealed class LookingTests : IAsyncLifetime
{
    private readonly CommandLineFixture _cli = new();

    public async ValueTask InitializeAsync() => await new SampleData(_cli.Store, _cli.Time).FillAsync();

    public ValueTask DisposeAsync()
    {
        _cli.Dispose();
        return default;
    }

    [Fact]
    public async Task Flows_are_listed_and_shown()
    {
        await _cli.RunAsync("flows", "list");
        await _cli.RunAsync("flows", "show", "orders");
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Messages_are_listed_and_shown()
    {
        await _cli.RunAsync("messages", "list");
        await _cli.RunAsync("messages", "list", "--state", "parked", "--limit", "1");
        await _cli.RunAsync("messages", "show", "6");
        await _cli.RunAsync("messages", "show", "m-0004");
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Errors_are_listed_and_shown()
    {
        await _cli.RunAsync("errors", "list");
        await _cli.RunAsync("errors", "list", "--groups");
        await _cli.RunAsync("errors", "show", "1");
        await _cli.RunAsync("errors", "show", "3");
        await _cli.RunAsync("errors", "list", "--step", "audit");
        await _cli.RunAsync("errors", "list", "--since", "3m", "--state", "all");
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Rebounds_are_listed_and_shown_with_their_schedules()
    {
        await _cli.RunAsync("rebounds", "list");
        await _cli.RunAsync("rebounds", "list", "--schedule", "--flow", "orders");
        await _cli.RunAsync("rebounds", "show", "6");
        Assert.Equal(2, await _cli.RunAsync("rebounds", "show", "8"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Snapshots_are_listed_and_shown()
    {
        await _cli.RunAsync("snapshots", "list");
        await _cli.RunAsync("snapshots", "get", "orders/enrich");
        await _cli.RunAsync("snapshots", "history", "orders/enrich");
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Logs_and_executions_are_listed()
    {
        await _cli.RunAsync("logs");
        await _cli.RunAsync("logs", "--step", "enrich", "--level", "warn", "-n", "1");
        await _cli.RunAsync("executions", "list");
        await _cli.RunAsync("executions", "list", "--flow", "orders", "--message", "m-0006");
        await Verify(_cli.Transcript);
    }

    [Theory]
    [InlineData("flows list")]
    [InlineData("flows show orders")]
    [InlineData("messages show 5")]
    [InlineData("errors list")]
    [InlineData("errors list --groups")]
    [InlineData("errors show 3")]
    [InlineData("rebounds list")]
    [InlineData("snapshots get orders/enrich")]
    [InlineData("logs -n 2")]
    [InlineData("executions list -n 1")]
    public async Task Json_is_one_document(string verb)
    {
        Assert.Equal(0, await _cli.RunAsync([.. verb.Split(' '), "--output", "json"]));
        using var document = System.Text.Json.JsonDocument.Parse(_cli.Out);
        await Verify(_cli.Out, "json").UseTextForParameters(verb.Replace(' ', '_').Replace('/', '-'));
    }

    [Fact]
    public async Task Following_a_log_prints_what_is_new_and_nothing_twice()
    {
        using var stop = new CancellationTokenSource();
        var context = _cli.Context();
        var following = CodeStepHost.Cli.CommandLine.Build(context).Parse(["logs", "--follow", "-n", "1"]).InvokeAsync(cancellationToken: stop.Token);
        var sample = new SampleData(_cli.Store, _cli.Time);
        await UntilAsync(() => _cli.Out.Length > 0);
        foreach (var text in (string[])["first new line", "the same", "the same", "last new line"])
            await sample.LogAsync("audit", StepLogLevel.Info, text);
        await UntilAsync(() => _cli.Out.Contains("last", StringComparison.Ordinal));
        await sample.LogAsync("audit", StepLogLevel.Info, "an afterthought");
        await UntilAsync(() => _cli.Out.Contains("afterthought", StringComparison.Ordinal));
        await stop.CancelAsync();
        Assert.Equal(0, await following);

        // The fake clock's own reading depends on how fast the other thread was.
        await Verify(string.Join('\n', _cli.Out.Split('\n').Select(line => line.StartsWith("2026", StringComparison.Ordinal) ? line[24..] : line)));
    }

    /// <summary>Moves the fake clock on until it is so; the verb works on another thread.</summary>
    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            _cli.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Nothing_printed_can_obey_a_script()
    {
        foreach (var verb in (string[])["errors list", "errors show 3", "messages show 5", "logs", "rebounds list", "logs --output json", "messages show 5 --output json"])
            await _cli.RunAsync(verb.Split(' '));
        Assert.DoesNotContain('\u001b', _cli.Transcript);
        Assert.Contains("\\u001b", _cli.Transcript, StringComparison.Ordinal);
    }
}
