using CodeStepHost.Components.Tests.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Routing;

/// <summary>What filter, route, split and transform do with messages.</summary>
public sealed class RoutingTests(RoutingStage stage) : IClassFixture<RoutingStage>
{
    private const string Route = """
        uses: route
        config:
          match: MATCH
          cases:
            - { when: body.n > 10, to: a }
            - { when: body.n > 5, to: [b, a] }
            - { when: $exists(body.vip), to: c }
        """;

    [Fact]
    public async Task A_filter_lets_pass_where_its_condition_is_true() => Assert.Equal(
        ["""{"price":11}""", "Debug: `where` is not true: the message ends here", "Debug: `where` is not true: the message ends here"],
        await stage.RunAsync("uses: filter\nconfig: { where: body.price > 10 }", """{"price":11}""", """{"price":10}""", "{}"));

    [Fact]
    public async Task What_counts_as_true_is_what_JSONata_says()
    {
        var values = (string[])["true", "1", "\"x\"", "[0,1]", "{\"a\":null}", "false", "0", "\"\"", "null", "[]", "[0]", "{}"];
        var told = await stage.RunAsync("uses: filter\nconfig: { where: body.value }", [.. values.Select(value => $$"""{"value":{{value}}}""")]);
        Assert.Equal(values[..5], values.Where((_, index) => told[index].StartsWith('{')));
    }

    [Fact]
    public async Task A_message_that_is_passed_on_keeps_every_byte()
    {
        const string Message = """{"body":{"big":12345678901234567890.10, "ü":"\u00e9","n":1e3} ,"headers":{"a":"b"},"query":{}, "attachments":{}}""";
        foreach (var body in (string[])["uses: filter\nconfig: { where: body.n = 1000 }", Route.Replace("MATCH", "first", StringComparison.Ordinal)])
            Assert.EndsWith(Message, Assert.Single(await stage.RunAsync(body, Message)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_route_the_first_case_that_fits_gets_the_message() => Assert.Equal(
        ["a {\"n\":11}", "b+a {\"n\":6}", "c {\"n\":1,\"vip\":false}", "Debug: no case fits, and there is no `otherwise`: the message ends here"],
        await stage.RunAsync(Route.Replace("MATCH", "first", StringComparison.Ordinal), "{\"n\":11}", "{\"n\":6}", "{\"n\":1,\"vip\":false}", "{\"n\":1}"));

    [Fact]
    public async Task Of_a_route_that_matches_all_every_case_that_fits_gets_the_message_and_each_step_once() => Assert.Equal(
        ["a+b+c {\"n\":11,\"vip\":1}", "b+a {\"n\":6}", "c {\"vip\":1}"],
        await stage.RunAsync(Route.Replace("MATCH", "all", StringComparison.Ordinal), "{\"n\":11,\"vip\":1}", "{\"n\":6}", "{\"vip\":1}"));

    [Fact]
    public async Task What_fits_no_case_goes_otherwise() => Assert.Equal(
        ["b+c {}"],
        await stage.RunAsync("uses: route\nconfig: { cases: [{ when: body.n, to: a }], otherwise: [b, c] }", "{}"));

    [Fact]
    public async Task A_split_makes_a_message_of_each_element_that_knows_its_place()
    {
        var told = Assert.Single(await stage.RunAsync("uses: split\nconfig: { each: body.lines }", """{"body":{"lines":[{"sku":"A"},5]},"headers":{"h":1},"query":{"q":"2"}}"""));
        Assert.Equal(
            [
                """{"body":{"sku":"A"},"headers":{"h":1,"splitId":"m1","splitIndex":0,"splitTotal":2},"query":{"q":"2"}}""",
                """{"body":5,"headers":{"h":1,"splitId":"m1","splitIndex":1,"splitTotal":2},"query":{"q":"2"}}""",
            ],
            told.Split('\n'));
    }

    [Theory]
    [InlineData("{ each: body.lines, keep: { order: body.no, none: body.nothing } }", """{"no":7,"lines":[{"sku":"A","order":1}]}""", """{"sku":"A","order":7}""")]
    [InlineData("{ each: body.lines, as: line, keep: { order: body.no } }", """{"no":7,"lines":[[1]]}""", """{"order":7,"line":[1]}""")]
    [InlineData("{ each: body.lines, as: line }", """{"lines":["x"]}""", """{"line":"x"}""")]
    [InlineData("{ each: body.one }", """{"one":{"a":1}}""", """{"a":1}""")]
    [InlineData("{ each: \"body.lines[n > 1]\" }", """{"lines":[{"n":1},{"n":2}]}""", """{"n":2}""")]
    public async Task What_a_split_puts_into_a_body(string config, string body, string emitted)
    {
        var told = Assert.Single(await stage.RunAsync($"uses: split\nconfig: {config}", body));
        Assert.StartsWith($$"""{"body":{{emitted}},"headers":""", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_split_of_nothing_ends_there_and_one_that_cannot_keep_fails() => Assert.Equal(
        [
            "Debug: `each` gives no elements: the message ends here",
            "Debug: `each` gives no elements: the message ends here",
            "SplitError split.element :: `keep` needs objects to put its members into, and an element is none; name a member for the element with `as`",
        ],
        await stage.RunAsync("uses: split\nconfig: { each: body.lines, keep: { a: body.a } }", "{\"lines\":[]}", "{}", "{\"a\":1,\"lines\":[5]}"));

    [Fact]
    public async Task A_transform_changes_the_body_and_leaves_the_rest() => Assert.Equal(
        ["""{"body":{"total":6,"currency":"EUR"},"headers":{"h":1},"query":{}}""", "Warn: the expression gives nothing: the message ends here"],
        await stage.RunAsync(
            "uses: transform\nconfig:\n  expression: \"$exists(body.n) ? { 'total': $sum(body.n), 'currency': $variables.currency }\"",
            """{"body":{"n":[1,2,3]},"headers":{"h":1},"query":{}}""",
            "{}"));

    [Fact]
    public async Task A_transform_may_be_a_file()
    {
        var flow = RoutingStage.Flow("uses: transform\nconfig: { file: map.jsonata }", "/* doubles */\n{\n  \"twice\": body.n * 2\n}\n");
        Assert.Equal(["""{"twice":42}""", "ExpressionError T2001 map.jsonata:3:19 `file`: The left side of the \"*\" operator must evaluate to a number"], await stage.RunAsync(flow, "{\"n\":21}", "{\"n\":\"x\"}"));
    }

    [Fact]
    public async Task What_cannot_be_evaluated_is_the_message_s_error_at_its_place()
    {
        var told = await stage.RunAsync(
            "uses: route\nconfig:\n  cases:\n    - when: body.n > 10\n      to: a\n    - when: $error('no ' & body.n)\n      to: b\n    - { when: 'body.f(1)', to: c }",
            "{\"n\":\"x\"}", "{\"n\":1}");
        Assert.Equal(
            [
                "ExpressionError T2009 flow.yaml:13:24 `cases[0].when`: The values \"x\" and 10 either side of operator \">\" must be of the same data type",
                "ExpressionError D3137 flow.yaml:15:24 `cases[1].when`: no 1",
            ],
            told);
    }

    [Theory]
    [InlineData("$error(", "S0203")]
    [InlineData("body.price >", "S0207")]
    [InlineData("body..x )", "S0201")]
    [InlineData("{ 'a' 1 }", "S0202")]
    public async Task What_is_no_JSONata_is_refused_before_any_message_runs(string expression, string code)
    {
        var finding = Assert.Single(await stage.CheckAsync(RoutingStage.Flow($"uses: filter\nconfig:\n  where: \"{expression}\"")));
        Assert.Matches($@"^error expression\.syntax flow\.yaml:12:\d+: `where` is no JSONata: .* \({code}\)$", finding);
    }

    [Fact]
    public async Task Each_expression_that_is_no_JSONata_is_told_at_its_place() => Assert.Equal(
        [
            "error expression.syntax flow.yaml:13:23: `cases[0].when` is no JSONata: The symbol \")\" cannot be used as a unary operator (S0211)",
            "error expression.syntax flow.yaml:15:22: `cases[2].when` is no JSONata: Unexpected end of expression (S0207)",
        ],
        await stage.CheckAsync(RoutingStage.Flow("uses: route\nconfig:\n  cases:\n    - { when: a + ), to: a }\n    - { when: b, to: b }\n    - { when: c +   , to: c }")));

    [Fact]
    public async Task A_hostile_expression_fails_its_own_message_and_the_next_runs()
    {
        var told = await stage.RunAsync("uses: transform\nconfig:\n  expression: \"body.hang ? ($f := function() { $f() }; $f()) : body.deep ? ($g := function($n) { 1 + $g($n) }; $g(1)) : 'fine'\"", "{\"hang\":true}", "{\"deep\":true}", "{}");
        Assert.Contains(" limit.time ::", told[0], StringComparison.Ordinal);
        Assert.Contains("limit.recursion ::", told[1], StringComparison.Ordinal);
        Assert.Equal("\"fine\"", told[2]);
    }

    [Fact]
    public async Task A_function_is_no_message() => Assert.Equal(
        ["ExpressionError expression.function flow.yaml:11:27 `expression`: the expression gives a function, which no message can hold"],
        await stage.RunAsync("uses: transform\nconfig: { expression: $sum }", "{}"));

    /// <summary>The host's own steps run JSONata's code without its waiting: both give the same.</summary>
    [Fact]
    public async Task Without_waiting_JSONata_gives_the_same_values()
    {
        var script = """
            const jsonata = require('jsonata');
            const { evaluate } = require('codestep:expressions');
            const shown = (value) => JSON.stringify(value) ?? 'nothing';
            async function run(msg, cfg) {
              const differences = [];
              for (let i = 0; i < cfg.expressions.length; i++) {
                let expected, found;
                try { expected = shown(await jsonata(cfg.expressions[i]).evaluate(msg)); } catch (error) { expected = error.code; }
                try { found = shown(evaluate(cfg.expressions, i, msg, {})); } catch (error) { found = error.code; }
                if (expected !== found) differences.push(`${cfg.expressions[i]}: ${expected} and ${found}`);
              }
              await this.emit('data', { body: { asked: cfg.expressions.length, differences } });
            }
            """;
        var step = new StepDefinition { Name = "work", Uses = StepKinds.Code, Script = "step.js", Config = System.Text.Json.JsonSerializer.Serialize(new { expressions = Expressions }) };
        await using var lane = await stage.Code.OpenLaneAsync(CodeStage.Flow(step, files: new Dictionary<string, string> { ["step.js"] = script }), step, TestContext.Current.CancellationToken);
        var emissions = new RecordingEmissions();
        var end = await lane.RunAsync(CodeStage.Message(emissions, content: Order), TestContext.Current.CancellationToken);
        Assert.IsType<ComponentEnd.Completed>(end);
        Assert.Equal($$$"""{"body":{"asked":{{{Expressions.Length}}},"differences":[]},"headers":{}}""", Assert.Single(emissions.Data));
    }

    private const string Order = """
        {"body":{"number":"E-1","customer":{"name":"Ada","tags":["a","b"]},"when":"2026-11-23T10:00:00Z","empty":[],"nothing":null,
        "lines":[{"sku":"cup","price":4.25,"quantity":2},{"sku":"pot","price":24,"quantity":1},{"sku":"cup","price":4,"quantity":10}]},"headers":{"a":"1"}}
        """;

    private static readonly string[] Expressions =
    [
        "body", "body.lines", "body.lines.sku", "body.lines[0]", "body.lines[-1].sku", "body.lines[price > 4]", "body.lines[price > 4].sku", "body.**.name", "body.*", "body.lines^(price)", "body.lines^(>price, sku).price",
        "$sum(body.lines.(price * quantity))", "body.lines{ sku: $sum(quantity) }", "body.lines.{ 'a': sku, 'b': price }", "{ 'x': body.number, 'y': [body.lines.sku, 1, [2]] }", "[body.lines.sku, body.number]", "[1..5]", "[]", "{}",
        "body.lines ~> |$|{ 'total': price * quantity }, 'sku'|", "$map(body.lines, function($line, $i) { $i & $line.sku })", "$filter(body.lines, function($line) { $line.price < 5 })", "$reduce([1..10], function($a, $b) { $a + $b })",
        "$sort(body.lines, function($a, $b) { $a.price > $b.price }).price", "$each(body.customer, function($v, $k) { $k })", "$sift(body.customer, function($v, $k) { $k = 'name' })", "$single(body.lines, function($l) { $l.price = 24 })", "$zip([1,2],[3,4])",
        "$replace(body.number, /E-(\\d)/, function($m) { 'no ' & $m.groups[0] })", "$match(body.number, /\\d/)", "$split(body.number, '-')", "$split(body.number, /-/)", "$contains(body.number, /^E/)", "body.number ~> $uppercase ~> $length",
        "($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(10))", "($add := function($a, $b) { $a + $b }; $inc := $add(1, ?); $inc(2))", "($x := 1; $y := ($x := 2; $x); [$x, $y])", "$toMillis(body.when)", "$fromMillis(0, '[Y0001]-[M01]')",
        "$formatNumber(1234.5, '#,##0.00')", "$merge([{ 'a': 1 }, { 'b': 2 }])", "$keys(body)", "$lookup(body, 'number')", "$spread(body.customer)", "$string(body)", "$number('12')", "$boolean(body.empty)", "$not(body.nothing)", "$exists(body.none)", "$type(body.nothing)",
        "body.lines#$i.{ 'i': $i, 'sku': sku }", "body.lines@$l.{ 'sku': $l.sku }", "body.customer.%.number", "body.none ? 1 : 2", "body.none ?: 'default'", "body.nothing ?? 'null'", "body.number in ['E-1', 'E-2']", "$eval('1 + 2')", "$eval('body.number')",
        "body.number > 5", "body.number * 2", "$unknown(1)", "$sum('x')", "$error('boom')", "$assert(false, 'no')", "$number('x')", "[1..20000000]", "$single([1,2])", "$toMillis('x')", "1 / 0",
    ];
}
