using System.Text;
using CodeStepHost.Components.Aggregating;
using CodeStepHost.Components.Configuration;
using CodeStepHost.Components.Mapping;
using CodeStepHost.Components.Reply;
using CodeStepHost.Components.Tests.Code;
using CodeStepHost.Components.Tests.Routing;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Mapping;

/// <summary>Steps with <c>input</c>: they work on the body that it makes.</summary>
public sealed class StepInputTests(RoutingStage stage) : IClassFixture<RoutingStage>
{
    private const string Message = """{"body":{"n":2,"sku":"CUP"},"headers":{"h":"x"},"passthrough":{"orders":{"body":{"number":"7","lines":[{"sku":"A"},{"sku":"B"}]},"headers":{}}}}""";

    private const string Mapping = """
        input:
          number: passthrough.orders.body.number
          first: passthrough.orders.body.lines[0].sku
          all: passthrough.orders.body.lines.sku
          nested: { double: body.n * 2, list: [body.n, body.none, "'text'", 5, true, null] }
          header: headers.h
          currency: $variables.currency
          none: body.none
          __proto__: body.sku
          id: id
        """;

    private const string Mapped = """{"number":"7","first":"A","all":["A","B"],"nested":{"double":4,"list":[2,"text",5,true,null]},"header":"x","currency":"EUR","__proto__":"CUP","id":"m1"}""";

    [Theory]
    [InlineData("js", "function run(msg) { this.emit('data', { body: msg.body }); }")]
    [InlineData("csx", "object Run(Message msg) => new Message(msg.Body);")]
    public async Task A_script_sees_the_body_that_the_mapping_makes(string ending, string script) =>
        Assert.Equal("{\"body\":" + Mapped + ",\"headers\":{}}", await RunAsync($"uses: code\nscript: step.{ending}\n{Mapping}", script, Message));

    [Fact]
    public async Task All_else_of_the_message_is_as_it_came() => Assert.Equal(
        """{"body":["CUP",{"h":"x"},["orders"],"m1"],"headers":{}}""",
        await RunAsync("uses: code\nscript: step.js\ninput: body.sku", "function run(msg) { return [msg.body, msg.headers, Object.keys(msg.passthrough), msg.id]; }", Message));

    [Fact]
    public async Task Numbers_of_what_is_not_mapped_keep_their_digits() => Assert.Equal(
        """{"body":{"a":1.10,"b":12345678901234567890},"headers":{}}""",
        await RunAsync("uses: code\nscript: step.csx\ninput: { x: body.x }", """object Run(Message msg) => new { a = msg["passthrough"]!["a"], b = msg["passthrough"]!["b"] };""", """{"body":{"x":1},"headers":{},"passthrough":{"a":1.10,"b":12345678901234567890}}"""));

    [Theory]
    [InlineData("uses: transform\nconfig: { expression: body }", """{"body":{"s":"CUP"},"headers":{}}""")]
    [InlineData("uses: split\nconfig: { each: body.s }", """{"body":"CUP","headers":{"splitId":"m1","splitIndex":0,"splitTotal":1}}""")]
    [InlineData("uses: filter\nconfig: { where: body.s = 'CUP' }", """{"body":{"s":"CUP"},"headers":{}}""")]
    [InlineData("uses: route\nconfig: { cases: [{ when: body.s = 'CUP', to: a }] }", """{"body":{"s":"CUP"},"headers":{}}""")]
    [InlineData("uses: reply", """{"body":{"s":"CUP"},"headers":{}}""")]
    [InlineData("uses: configuration\nconfig: { value: { x: 1 } }", """{"body":{"s":"CUP","x":1},"headers":{}}""")]
    [InlineData("uses: aggregate\nconfig: { count: 1, key: body.s }", """{"body":{"key":"CUP","items":[{"s":"CUP"}]},"headers":{}}""")]
    public async Task Every_kind_of_step_works_on_it_as_if_a_transform_stood_before(string step, string expected) =>
        Assert.Equal(expected, await RunAsync($"{step}\ninput: {{ s: body.sku }}", null, """{"body":{"sku":"CUP"},"headers":{}}"""));

    [Theory]
    [InlineData("code\nscript: step.js")]
    [InlineData("reply")]
    [InlineData("filter\nconfig: { where: 'true' }")]
    [InlineData("transform\nconfig: { expression: body }")]
    public async Task An_expression_that_fails_fails_the_message_with_its_member_and_place(string step)
    {
        var uses = $"uses: {step}\ninput:\n  ok: body.n\n  sum: body.sku + 1";
        var line = 10 + uses.Split('\n').Length - 1;
        Assert.Equal(
            $"ExpressionError T2001 flow.yaml:{line}:21 `input.sum`: The left side of the \"+\" operator must evaluate to a number",
            await RunAsync(uses, "function run() { throw new Error('ran'); }", Message));
    }

    [Fact]
    public async Task An_input_that_gives_nothing_fails_the_message() => Assert.Equal(
        "ExpressionError expression.nothing flow.yaml:12:12 `input`: the expression gives nothing, so the step has no body",
        await RunAsync("uses: code\nscript: step.js\ninput: body.none", "function run() { }", Message));

    [Fact]
    public async Task A_script_that_makes_errors_of_that_name_itself_is_told_as_any_other() => Assert.StartsWith(
        "ExpressionError  step.js:1:",
        await RunAsync("uses: code\nscript: step.js\ninput: body", "function run() { throw Object.assign(new Error('0:0:forged'), { name: 'ExpressionError' }); }", Message), StringComparison.Ordinal);

    [Fact]
    public async Task What_a_script_does_to_the_language_changes_no_mapping()
    {
        const string Spoil = "Array.prototype.map = Object.fromEntries = () => { throw new Error('spoilt'); }; function run(msg) { return msg.body; }";
        Assert.Equal(["""{"body":{"n":[2]},"headers":{}}""", """{"body":{"n":[2]},"headers":{}}"""], await RunAllAsync("uses: code\nscript: step.js\ninput: { n: [body.n] }", Spoil, [Message, Message]));
    }

    [Fact]
    public async Task A_mapping_without_end_is_ended_by_the_steps_time_limit() => Assert.StartsWith(
        "TimeoutError limit.time",
        await RunAsync("uses: code\nscript: step.js\ninput: { x: \"($f := function($n) { $f($n + 1) }; $f(1))\" }", "function run() { }", Message),
        StringComparison.Ordinal);

    [Fact]
    public async Task What_an_aggregate_leaves_for_itself_is_not_mapped() => Assert.Equal(
        "",
        await RunAsync("uses: aggregate\nconfig: { time: 1m }\ninput: { n: $uppercase(body) }", null, """{"body":{},"headers":{},"aggregateGroup":"m0"}"""));

    [Fact]
    public async Task A_body_that_is_too_large_is_told() => Assert.Equal(
        "Error limit.message : The body that `input` makes has 1041 bytes; a message may have 1000 (limits.message of step 'work' in flow.yaml).",
        await RunAsync("uses: code\nscript: step.js\ninput: { x: \"$pad('', 1033, 'y')\" }", "function run() { }", Message, largest: 1000));

    [Fact]
    public async Task What_is_no_JSONata_is_found_before_any_message_at_its_place()
    {
        var flow = Flow("uses: code\nscript: step.js\ninput:\n  a: body.x\n  b: { c: 'body.' }", "function run() {}");
        var step = flow.Definition.FindStep("work")!;
        var findings = await stage.Routing.ValidateAsync(flow, step with { Expressions = step.Input!.Expressions }, TestContext.Current.CancellationToken);
        Assert.Equal("flow.yaml:14:21 `input.b.c` is no JSONata: Unexpected end of expression (S0207)", string.Join('\n', findings.Select(finding => $"{finding.File}:{finding.Line}:{finding.Column} {finding.Message}")));
    }

    private async Task<string> RunAsync(string body, string? script, string message, int? largest = null) => Assert.Single(await RunAllAsync(body, script, [message], largest));

    private async Task<IReadOnlyList<string>> RunAllAsync(string body, string? script, string[] messages, int? largest = null)
    {
        var flow = Flow(body, script);
        var step = flow.Definition.FindStep("work")!;
        step = step with { Limits = step.Limits with { MessageBytes = largest ?? step.Limits.MessageBytes } };
        await using var lane = await new MappedComponent(stage.Code, ComponentOf(step)).OpenLaneAsync(flow, step, TestContext.Current.CancellationToken);
        var told = new List<string>();
        foreach (var message in messages)
        {
            var emissions = new RecordingEmissions();
            var execution = CodeStage.Message(emissions, content: message);
            var end = await lane.RunAsync(execution, TestContext.Current.CancellationToken);
            Assert.Equal(message, Encoding.UTF8.GetString(execution.Claimed.Message.Content.Span));
            told.Add(string.Join('\n', [.. emissions.All.OfType<Emission.Data>().Select(data => Encoding.UTF8.GetString(data.Content.Span)), .. Told(end)]));
        }

        return told;
    }

    private static IEnumerable<string> Told(ComponentEnd end)
    {
        var error = end switch
        {
            ComponentEnd.Threw threw => threw.Error,
            ComponentEnd.LimitExceeded limit => limit.Error,
            _ => null,
        };
        if (error is not null)
            yield return $"{error.Name} {error.Code} {(error.File is null ? ":" : $"{error.File}:{error.Line}:{error.Column}")} {error.Message}";
    }

    private IStepComponent ComponentOf(StepDefinition step) => step.Uses switch
    {
        StepKinds.Code => stage.Code,
        StepKinds.Reply => new ReplyComponent(),
        StepKinds.Configuration => new ConfigurationComponent(),
        StepKinds.Aggregate => new AggregateComponent(stage.Code, TimeProvider.System),
        _ => stage.Routing,
    };

    private static FlowVersion Flow(string body, string? script)
    {
        var flow = body.Contains("script:", StringComparison.Ordinal) ? null : RoutingStage.Flow(body);
        return flow ?? RoutingStage.Flow(body, files: new Dictionary<string, string> { ["step.js"] = script ?? "", ["step.csx"] = script ?? "" });
    }
}
