namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>Bad input comes to what the table says, and the step's next message works.</summary>
public sealed class BadInputTests(ProbeBed bed) : IClassFixture<ProbeBed>
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var @case in BadInputCase.All)
            {
                foreach (var language in @case.Expected.Keys)
                    cases.Add(@case.Name, language);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Bad_input_comes_to_what_the_table_says_and_the_next_message_works(string name, string language)
    {
        var @case = BadInputCase.All.Single(known => known.Name == name);
        var script = @case.Script(language)!;
        var outcomes = await bed.RunAsync(@case.Messages(script), script, language == "csx", @case.Files(language), @case.Limits);
        var (start, end) = @case.Expected[language].Split("… ", 2) is [var before, var after] ? (before, after) : (@case.Expected[language], "");
        Assert.StartsWith(start, Shown(@case, outcomes[0]), StringComparison.Ordinal);
        Assert.EndsWith(end, Shown(@case, outcomes[0]), StringComparison.Ordinal);
        if (outcomes.Count > 1)
            Assert.Equal("""data {"body":{"ok":true},"headers":{}}""", string.Join('\n', outcomes[1].Take(1)));
        else
            Assert.StartsWith("refused ", outcomes[0][0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public Task The_page_on_errors_says_what_the_table_says() =>
        MadePart.CheckAsync("rebounds-and-errors.md", BadInputCase.File, BadInputPage.Text());

    /// <summary>The outcome in the words of the table.</summary>
    private static string Shown(BadInputCase @case, IReadOnlyList<Happening> outcome)
    {
        var first = outcome[0];
        if (outcome.Contains(Happening.Acknowledged))
        {
            Assert.Equal(@case.Sends, outcome.Count(happening => happening.Kind == Happening.Data));
            return @case.Sends == 1 ? $"sent {first.Text}" : "sent";
        }
        return first.Kind == Happening.Error ? $"error {first.Text.Replace(Happening.WithoutStack, "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}{(first.Code is null ? "" : $" [{first.Code}]")}" : first.ToString();
    }
}
