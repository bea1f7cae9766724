using CodeStepHost.Cli;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Spectre.Console;

namespace CodeStepHost.Tests.Cli;

/// <summary>Text fitted to a terminal, and figures as people read them.</summary>
public sealed class OutputTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(120)]
    [InlineData(80)]
    [InlineData(60)]
    public async Task A_list_leaves_out_and_cuts_before_it_overflows(int width)
    {
        var rows = Enumerable.Range(1, 3).Select(n => new ExecutionRow(
            new StepAddress("orders-from-the-shop", $"post-to-the-ledger-{n}"), 1, $"{n:x32}", "r", "t", n,
            new ExecutionRecord(Now.AddMinutes(-n), TimeSpan.FromSeconds(n * 1.23), n == 2 ? "returned" : "success", 1, 1000 * n))).ToList();
        var page = new Page();
        ExecutionsView.List(page, new Some<ExecutionRow>(rows, More: true), Now, withFlow: true);
        await Verify(Text(page, width)).UseTextForParameters($"{width}");
    }

    [Fact]
    public async Task Wide_characters_and_long_words_keep_their_lines()
    {
        var page = new Page();
        page.Field("name", "价格还没有到，产品也没有到 🙂 ".PadRight(10), "then words in a row that go on after the edge of the page");
        page.Line("see /a/very/long/path/that/is/wider/than/the/page/itself/and/stays/whole.json for more");
        page.Block("{\n\t\"indented\": \"a long text in a block is broken at the very edge\"\n}");
        await Verify(Text(page, 40));
    }

    [Theory]
    [InlineData(0, "now")]
    [InlineData(42, "in 42s")]
    [InlineData(95, "in 1m35s")]
    [InlineData(3600, "in 1h")]
    [InlineData(-59, "59s ago")]
    [InlineData(-200, "3m ago")]
    [InlineData(-4320, "1h12m ago")]
    [InlineData(-259200, "3d ago")]
    public void Moments_are_told_by_their_distance(int seconds, string expected) => Assert.Equal(expected, Figures.Relative(Now.AddSeconds(seconds), Now));

    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(0.0004, "<1ms")]
    [InlineData(0.012, "12ms")]
    [InlineData(1.56, "1.5s")]
    [InlineData(59.99, "59.9s")]
    [InlineData(202.5, "3m23s")]
    [InlineData(6799.8, "1h53m")]
    [InlineData(3155760000, "36525d")]
    public void Spans_have_two_units_at_most(double seconds, string expected) => Assert.Equal(expected, Figures.Span(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_schedule_shows_every_wait_and_the_total()
    {
        Assert.Equal("1m, 1m30s, [2m15s], 3m23s, 5m4s, 7m36s, 11m23s, 17m5s, 25m38s, 38m27s = 1h53m in all", Figures.Schedule(ReboundPolicy.Default, current: 3));
        Assert.Equal("none: the first rebound fails the message", Figures.Schedule(ReboundPolicy.Default with { Limit = 0 }));
        Assert.Equal("1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, … 984 more …, 1s, 1s, 1s, 1s = 16m40s in all", Figures.Schedule(new ReboundPolicy(TimeSpan.FromSeconds(1), 1, 1000)));
        Assert.EndsWith("in all", Figures.Schedule(new ReboundPolicy(TimeSpan.FromDays(1), 10, 1000)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u001b[31m", "\\u001b[31m")]
    [InlineData("a\r\nb\tc", "a\\r\\nb\\tc")]
    [InlineData("\u202eabc\u2066", "\\u202eabc\\u2066")]
    [InlineData("\u009b2J\u007f", "\\u009b2J\\u007f")]
    [InlineData("🙂 [bold]ü", "🙂 [bold]ü")]
    public void What_a_terminal_could_obey_is_shown_instead(string text, string expected) => Assert.Equal(expected, Printable.Line(text));

    [Fact]
    public void Half_a_character_is_shown_by_its_number() => Assert.Equal("\\ud83d!", Printable.Line("\ud83d!"));

    [Fact]
    public void Json_escapes_it_too_and_stays_json()
    {
        var json = Json.Line(new { text = "\u202e\u009b\u2028 \"ü🙂\"" });
        Assert.DoesNotContain(json, character => character is '\u202e' or '\u009b' or '\u2028');
        Assert.Equal("\u202e\u009b\u2028 \"ü🙂\"", System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("text").GetString());
        Assert.Equal("""{"n":1.10,"big":12345678901234567890}""", Json.Compact("""{"n":1.10,"big":12345678901234567890}"""u8.ToArray()));
        Assert.Equal("\"not json\"", Json.Compact("not json"u8.ToArray()));
    }

    [Theory]
    [InlineData("", "1, 2, 3", "1–3")]
    [InlineData("", "9, 1, 2, 4, 5, 6", "1, 2, 4–6, 9")]
    public void Numbers_in_a_row_are_a_range(string lead, string numbers, string expected) =>
        Assert.Equal(lead + expected, Ranges.Text([.. numbers.Split(", ").Select(long.Parse)]));

    [Fact]
    public void Colours_are_for_terminals_that_want_them()
    {
        using var text = new StringWriter();
        Assert.False(TerminalContext.Open(text, redirected: false, name => name == "NO_COLOR" ? "1" : null).Profile.Capabilities.Ansi);
        var piped = TerminalContext.Open(text, redirected: true, _ => null);
        Assert.False(piped.Profile.Capabilities.Ansi);
        Assert.True(piped.Profile.Width > 10_000);
        Assert.Equal(100, TerminalContext.Open(text, redirected: true, name => name == "COLUMNS" ? "100" : null).Profile.Width);
    }

    [Fact]
    public async Task Lines_that_come_in_a_flood_are_all_followed()
    {
        var lines = new List<StepLogLine>();
        var tail = new LogTail(limit => Task.FromResult<IReadOnlyList<StepLogLine>>([.. Enumerable.Reverse(lines).Take(limit)]));
        Add(700);
        Assert.Equal(2, (await tail.BeginAsync(2)).Count);
        Add(1);
        Assert.Single(await tail.NextAsync());
        Add(3000);
        Assert.Equal(lines.Skip(701), await tail.NextAsync());
        Assert.Empty(await tail.NextAsync());

        void Add(int count)
        {
            for (var i = 0; i < count; i++)
                lines.Add(new StepLogLine(new StepAddress("f", "s"), "m", "r", "t", Now.AddMilliseconds(lines.Count), StepLogLevel.Info, $"{lines.Count}"));
        }
    }

    private static string Text(Page page, int width)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = width;
        console.Write(page);
        return text.ToString();
    }
}
