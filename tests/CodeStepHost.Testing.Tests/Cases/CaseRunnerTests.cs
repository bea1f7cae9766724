using CodeStepHost.Flows.Definitions;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Testing.Tests.Cases;

/// <summary>Cases on disk: which pass, which do not, and what is written beside them.</summary>
public sealed class CaseRunnerTests : IClassFixture<CaseRunnerTests.Runners>, IDisposable
{
    private const string Flow = "name: shop\nsteps:\n  in: { uses: manual, to: double }\n  double: { uses: code, script: double.js, config: { by: 2 }, to: [save, note] }\n  note: { uses: code, script: note.js }\n  save: { uses: reply }\n";

    private readonly Script _script = new();
    private readonly CaseRunner _runner;
    private readonly CaseRunner _accepting;

    public CaseRunnerTests(Runners runners)
    {
        (_runner, _accepting) = (runners.Comparing, runners.Accepting);
        _script.Write("flow.yaml", Flow);
        _script.Write("double.js", "async function run(msg, cfg) { return { n: msg.body.n * cfg.by }; }");
        _script.Write("note.js", "async function run(msg) { await fetch('https://a.example/' + msg.body.n); }");
    }

    public void Dispose() => _script.Dispose();

    [Fact]
    public async Task A_new_case_fails_until_it_is_accepted_and_then_passes()
    {
        Input("double/two", """{ "message": { "body": { "n": 2 } } }""");

        var first = await OneAsync(_runner);
        var accepted = await OneAsync(_accepting);
        var then = await OneAsync(_runner);

        Assert.Equal([CaseVerdict.New, CaseVerdict.Accepted, CaseVerdict.Passed], [first.Verdict, accepted.Verdict, then.Verdict]);
        Assert.True(File.Exists(first.Case.VerifiedFile));
        Assert.False(File.Exists(first.Case.ReceivedFile));
        Assert.EndsWith("tests/double/two/two.verified.json", first.Case.VerifiedFile.Replace('\\', '/'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_does_something_else_fails_its_case_and_the_difference_is_shown()
    {
        Input("double/two", """{ "message": { "body": { "n": 2 } } }""");
        await OneAsync(_accepting);
        _script.Write("double.js", "async function run(msg, cfg) { return { n: msg.body.n * cfg.by + 1 }; }");

        var result = await OneAsync(_runner);

        Assert.Equal(CaseVerdict.Failed, result.Verdict);
        Assert.Contains(result.Difference, line => line is { Mark: '-', Text: "        \"n\": 4" });
        Assert.Contains(result.Difference, line => line is { Mark: '+', Text: "        \"n\": 5" });
        Assert.True(File.Exists(result.Case.ReceivedFile));
    }

    [Theory]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\uFEFF")]
    public async Task Line_ends_and_byte_order_marks_of_editors_are_no_difference(string lineEnd, string begin)
    {
        Input("double/two", begin + """{ "message": { "body": { "n": 2 } } }""".Replace(" ", lineEnd + " ", StringComparison.Ordinal));
        var accepted = await OneAsync(_accepting);
        File.WriteAllText(accepted.Case.VerifiedFile, begin + File.ReadAllText(accepted.Case.VerifiedFile).TrimEnd('\n').Replace("\n", lineEnd, StringComparison.Ordinal));

        Assert.Equal(CaseVerdict.Passed, (await OneAsync(_runner)).Verdict);
    }

    [Fact]
    public async Task A_case_whose_input_is_gone_is_named()
    {
        Input("double/two", """{ "message": {} }""");
        var accepted = await OneAsync(_accepting);
        File.Delete(accepted.Case.InputFile);

        var result = await OneAsync(_accepting);

        Assert.Equal(CaseVerdict.Failed, result.Verdict);
        Assert.Equal("double/two", result.Case.Name);
        Assert.Contains("no input.json any more", Assert.Single(result.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_without_an_answer_fails_the_case_even_where_the_script_catches_it_and_is_not_accepted()
    {
        _script.Write("note.js", "async function run(msg) { try { await fetch('https://a.example/' + msg.body.n, { method: 'POST', body: '{}' }); } catch {} }");
        Input("note/one", """{ "message": { "body": { "n": 1 } }, "http": [{ "request": { "url": "https://a.example/2" }, "response": {} }] }""");

        var result = await OneAsync(_accepting);

        Assert.Equal(CaseVerdict.Failed, result.Verdict);
        Assert.Equal("the script made a call that `http` has no answer for: POST https://a.example/1 with {}", Assert.Single(result.Problems));
        Assert.Equal("an answer was not used: GET https://a.example/2", Assert.Single(result.Notes));
        Assert.False(File.Exists(result.Case.VerifiedFile));
    }

    [Fact]
    public async Task A_script_that_does_not_compile_fails_its_cases_and_is_never_what_was_accepted()
    {
        _script.Write("note.js", "async function run(msg) { return {; }");
        Input("note/one", """{ "message": {} }""");

        var result = await OneAsync(_accepting);

        Assert.Equal(CaseVerdict.Failed, result.Verdict);
        Assert.StartsWith("note.js:1:35: Unexpected token ';'. ", Assert.Single(result.Problems), StringComparison.Ordinal);
        Assert.False(File.Exists(result.Case.VerifiedFile));
    }

    [Theory]
    [InlineData("a", """{ "message": {} }""", "say which step the case is for: `step` is one of `double`, `note`")]
    [InlineData("a", """{ "message": {}, "step": "duble" }""", "the flow has no step `duble`; did you mean `double`?")]
    [InlineData("a", """{ "message": {}, "step": "in" }""", "step `in` is a trigger (`manual`): messages come to it from outside, and there is nothing to test; the others are `double`, `note`, `save`")]
    [InlineData("double/a", """{ "message": """, "input.json:1:14: this is not JSON: ")]
    [InlineData("double/a", """{ "mesage": {} }""", "input.json:1:3: unknown key `mesage`; did you mean `message`?")]
    public async Task A_case_that_cannot_be_run_says_why_and_hides_no_other(string name, string input, string problem)
    {
        Input(name, input);
        Input("double/two", """{ "message": { "body": { "n": 2 } } }""");

        var results = await _accepting.RunAsync(Cases(), _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(CaseVerdict.Accepted, results[1].Verdict);
        Assert.Equal(CaseVerdict.Failed, results[0].Verdict);
        Assert.Contains(results[0].Problems, found => found.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cases_that_differ_in_case_only_are_refused_since_other_machines_could_not_tell_them_apart()
    {
        Input("double/two", """{ "message": {} }""");
        Input("double/Two", """{ "message": {} }""");
        if (Cases() is { Count: 1 })
            return;

        var results = await _runner.RunAsync(Cases(), _ => { }, TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.Contains("upper and lower case", Assert.Single(result.Problems), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_script_that_never_ends_is_ended_at_its_limit_and_the_others_go_on()
    {
        _script.Write("note.js", "function run() { for (;;); }");
        Input("note/endless", """{ "message": {}, "limits": { "time": "500ms" } }""");
        Input("double/two", """{ "message": { "body": { "n": 2 } } }""");

        var results = await _runner.RunAsync(Cases(), _ => { }, TestContext.Current.CancellationToken);

        Assert.Contains("limit.time", results.Single(result => result.Case.Name == "note/endless").Received, StringComparison.Ordinal);
        Assert.Contains("\"n\": 4", results.Single(result => result.Case.Name == "double/two").Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_must_be_killed_gives_the_same_outcome_each_time()
    {
        _script.Write("flow.yaml", Flow.Replace("double.js", "double.csx", StringComparison.Ordinal));
        _script.Write("double.csx", "void Run(Message msg) { while (true) { } }");
        Input("double/endless", """{ "message": {}, "limits": { "time": "300ms" } }""");

        var accepted = await OneAsync(_accepting);
        var again = await OneAsync(_runner);

        Assert.Equal((CaseVerdict.Accepted, CaseVerdict.Passed), (accepted.Verdict, again.Verdict));
    }

    [Theory]
    [InlineData("return new { id = Guid.NewGuid(), n = 1 };", "emitted[0].body.id was ")]
    [InlineData("return new Message(1) { Id = Guid.NewGuid().ToString() };", "emitted[0].id was ")]
    [InlineData("Logger.Info($\"{Guid.NewGuid()}\"); return 1;", "logs[0] was ")]
    [InlineData("return new { when = new { at = new[] { 0, DateTime.UtcNow.Ticks } } };", "emitted[0].body.when.at[1] was ")]
    [InlineData("throw new Exception($\"{Guid.NewGuid()}\");", "errors[0].message was ")]
    public async Task An_outcome_of_CSharp_that_is_another_each_time_is_not_accepted_and_its_member_is_named(string statements, string named)
    {
        Double($"object Run(Message msg) {{ {statements} }}");
        Input("double/two", """{ "message": { "body": { "n": 2 } } }""");

        var looked = await OneAsync(_runner);
        var accepted = await OneAsync(_accepting);

        Assert.All([looked, accepted], result => Assert.Equal(CaseVerdict.Failed, result.Verdict));
        Assert.StartsWith($"the outcome is different each time, so it cannot be accepted: {named}", Assert.Single(accepted.Problems), StringComparison.Ordinal);
        Assert.EndsWith("Take time from Clock, chance and uuids from Random", Assert.Single(looked.Problems), StringComparison.Ordinal);
        Assert.False(File.Exists(accepted.Case.VerifiedFile));
    }

    [Fact]
    public async Task With_the_steps_own_clock_and_chance_CSharp_is_accepted_and_passes_and_nobody_waits()
    {
        Double("async Task<object> Run(Message msg) { await Clock.Delay(TimeSpan.FromSeconds(40)); return new { at = Clock.Now, id = Random.NewGuid(), n = Random.Next(5, 9) }; }");
        Input("double/two", """{ "message": { "body": { "n": 2 } } }""");

        var accepted = await OneAsync(_accepting);
        var again = await OneAsync(_runner);

        Assert.Equal((CaseVerdict.Accepted, CaseVerdict.Passed), (accepted.Verdict, again.Verdict));
        Assert.Contains("\"2026-01-01T00:00:40", again.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_accepted_outcome_that_changes_by_itself_says_why_beside_the_difference()
    {
        Double("object Run(Message msg) => new { id = 1 };");
        Input("double/two", """{ "message": { "body": { "n": 2 } } }""");
        await OneAsync(_accepting);
        Double("object Run(Message msg) => new { id = Guid.NewGuid() };");

        var result = await OneAsync(_runner);

        Assert.Contains("emitted[0].body.id was ", Assert.Single(result.Problems), StringComparison.Ordinal);
        Assert.NotEmpty(result.Difference);
    }

    [Fact]
    public async Task The_config_of_a_step_with_expressions_is_what_is_tested_and_no_case_replaces_it()
    {
        _script.Write("flow.yaml", "name: shop\nsteps:\n  in: { uses: manual, to: big }\n  big: { uses: filter, config: { where: 'n > 5' } }\n");
        Input("big/two", """{ "message": { "body": { "n": 2 } }, "config": { "where": "true" } }""");

        var result = await OneAsync(_accepting);

        Assert.Equal("step `big` uses `filter`: its config is what is tested, so a case of it has no `config`; change flow.yaml instead", Assert.Single(result.Problems));
        Assert.False(File.Exists(result.Case.VerifiedFile));
    }

    [Fact]
    public async Task A_runner_runs_again_with_warm_processes_as_an_editor_does()
    {
        for (var n = 0; n < 100; n++)
            Input($"double/n{n}", $$"""{ "message": { "body": { "n": {{n}} } } }""");
        var told = new List<string>();

        await _accepting.RunAsync(Cases(), result => told.Add(result.Case.Name), TestContext.Current.CancellationToken);
        var again = await _accepting.RunAsync(Cases(), _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(Cases().Select(test => test.Name), told);
        Assert.All(again, result => Assert.Equal(CaseVerdict.Passed, result.Verdict));
    }

    [Fact]
    public void An_editor_may_put_other_files_beside_cases()
    {
        _script.Write("tests/readme.md", "");
        _script.Write("tests/helpers/data.json", "{}");
        Input("a/b/c", """{ "message": {} }""");

        Assert.Equal(["a/b/c"], Cases().Select(test => test.Name));
    }

    private void Double(string script)
    {
        _script.Write("flow.yaml", Flow.Replace("double.js", "double.csx", StringComparison.Ordinal));
        _script.Write("double.csx", script);
    }

    private void Input(string name, string text) => _script.Write($"tests/{name}/input.json", text);

    private IReadOnlyList<TestCase> Cases() => [.. FlowFolder.ReadAll(_script.Folder).Flows.SelectMany(TestFiles.Of)];

    private async Task<CaseResult> OneAsync(CaseRunner runner) => Assert.Single(await runner.RunAsync(Cases(), _ => { }, TestContext.Current.CancellationToken));

    /// <summary>Their script processes stay warm from test to test.</summary>
    public sealed class Runners : IAsyncDisposable
    {
        internal CaseRunner Comparing { get; } = new(new CaseRunnerOptions());

        internal CaseRunner Accepting { get; } = new(new CaseRunnerOptions { Accept = true });

        public async ValueTask DisposeAsync()
        {
            await Comparing.DisposeAsync();
            await Accepting.DisposeAsync();
        }
    }
}
