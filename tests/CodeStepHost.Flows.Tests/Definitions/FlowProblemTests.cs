using System.Text;

namespace CodeStepHost.Flows.Tests.Definitions;

/// <summary>What authors read when a flow is wrong: the snapshots beside this file show each text with its problems.</summary>
public sealed class FlowProblemTests
{
    [Fact]
    public void A_problem_is_one_line_that_editors_and_terminals_can_follow() =>
        Assert.Equal(
            "flow.yaml:12:5: error flow.unknown-key: unknown key `rebund`; did you mean `rebound`?",
            FlowText.Problems(FlowText.Prices[..FlowText.Prices.IndexOf("    to: check-product", StringComparison.Ordinal)].TrimEnd().Replace("onError: notify\n", "", StringComparison.Ordinal) + "\n    concurrency: 1\n    rebund: {}"));

    [Fact]
    public Task Broken_yaml_is_explained() => VerifyProblems(
        text => text,
        [
            "",
            "# only a comment\n",
            "---\n",
            "~",
            "- a\n- b",
            "hello",
            "name: a\nsteps: {}",
            "name: a\nsteps:",
            "name: a",
            "steps:\n  a: { uses: manual }\n---\nsteps: {}",
            "steps:\n  a:\n    uses: manual\n\tto: b",
            "steps:\n\ta:\n\t\tuses: manual",
            "steps:\n  a:\n    uses: manual\n   to: b",
            "description: a: b\nsteps: {}",
            "description: \"abc\nsteps: {}",
            "description: \"\\q\"\nsteps: {}",
            "steps: { a: { uses: manual }",
            "steps:\n  a: { uses: manual, egress: [x, y }",
            "description: @home",
            "description: `x`",
            "description: *x\nsteps: { a: { uses: manual } }",
            "steps: &s\n  a: *s",
            "steps:\n  a: { uses: manual }\n  a: { uses: manual }\nsteps: {}",
            "steps: { a: { uses: manual } }\n? [x]\n: 1",
            "steps: { a: { uses: manual, <<: { to: b } } }",
            "steps: { a: { uses: !thing manual } }",
            "steps: { a: { uses: code, script: table.json, config: { x: .inf } } }",
            "steps: { a: { uses: manual } }\n...\nx",
            "steps: { a: { uses: manual } }}",
            "steps:\n  a: { uses: manual }\n  - b",
            "steps: - a",
            "description: }",
            "description: |x\n  b",
            "description: \"x\" y",
            "description: &",
            "description: !<x",
            "description: \"\\uD800\"",
            "%YAML 9.9\n---\nsteps: {}",
        ]);

    [Fact]
    public Task A_refused_key_or_value_of_a_flow_is_explained() => VerifyProblems(
        line => line + "\nsteps: { a: { uses: manual } }",
        [
            "rebund: { first: 1m }",
            "Limits: {}",
            "colour: red",
            "name: my flow",
            "name: 5",
            "variables: { a: [1], b: }",
            "compatibility: elasticio",
            "rebound: 1m",
            "rebound: { first: 60, factor: 0.5, limit: 1001, jitter: 2 }",
            "rebound: { first: 0s, factor: fast, limit: 1.5, jiter: 0 }",
            "limits: { time: 5 min, memory: 10M, message: -1, snapshot: 0, emissions: 0, emitted: [], logLines: -1 }",
            "limits: { time: 99999999999d, message: 5GiB }",
            "egress: [http://x.example, \"*\", x.example, x.example]",
            "egress: x.example",
            "onError: [a]",
            "passthrough: yes",
            "passthrough: [a, b, a]",
            "passthrough: { a: true }",
        ]);

    [Fact]
    public Task A_refused_step_is_explained() => VerifyProblems(
        FlowText.WithStep,
        [
            "uses: cod\nscript: check-product.js",
            "script: check-product.js",
            "uses: code",
            "uses: code\nscript: Check-Product.js",
            "uses: code\nscript: check-produkt.js",
            "uses: code\nscript: ./check-product.js",
            "uses: code\nscript: check-product.ts",
            "uses: code\nscript: ../check-product.js",
            "uses: reply\nscript: check-product.js",
            "uses: code\nscript: check-product.js\nconcurrency: 0",
            "uses: code\nscript: check-product.js\nconcurrency: '4'",
            "uses: code\nscript: check-product.js\nconfig:",
            "uses: code\nscript: check-product.js\nto: 5",
            "uses: code\nscript: check-product.js\nto: { a: b }",
            "uses: code\nscript: check-product.js\nto: [a, a, [b]]",
            "uses: code\nscript: check-product.js\nto: wrok",
            "uses: code\nscript: check-product.js\nto: work",
            "uses: code\nscript: check-product.js\nto: begin",
            "uses: code\nscript: check-product.js\nonError: work",
            "uses: code\nscript: check-product.js\nonError: begin",
            "uses: code\nscript: check-product.js\nonError: nowhere",
            "uses: database.select\nconfig: {}",
            "uses: database.select",
            "uses: database.select\nconfig: { connection: shop, sql: select 1, emit: singel, rebound: true }",
            "uses: database.upsert\nconfig: { connection: shop }",
            "uses: database.upsert\nconfig: { connection: shop, table: t }",
            "uses: database.upsert\nconfig: { connection: shop, table: t, key: a, keys: [a] }",
            "uses: database.insert\nconfig: { connection: shop, table: t, sql: x, rebound: yes }",
            "uses: database.delete\nconfig: { connection: shop, table: t, key: [], timeout: 0s }",
            "uses: reply\nconfig: { status: 99, headers: { a: [1] } }",
            "uses: reply\nconfig: { status: ok, bdy: 1 }",
            "uses: reply\nconfig: { headers: { x-näme: a, x-name: Müller, content-encoding: gzip, x-b: \"a\\nb\" } }",
            "uses: reply\ninput: [body]",
            "uses: reply\ninput:",
            "uses: reply\ninput: ''",
            "uses: reply\ninput: { currency: EUR, skus: [body.sku, sku], all: body, n: 5, text: \"'EUR'\" }\nto: wrok",
        ]);

    [Fact]
    public Task A_refused_trigger_is_explained() => VerifyProblems(
        FlowText.WithTrigger,
        [
            "uses: schedule",
            "uses: schedule\ncron: 0 6 * * *",
            "uses: schedule\nconfig: { cron: 0 6 * * }",
            "uses: schedule\nconfig: { cron: 0 25 * * * }",
            "uses: schedule\nconfig: { cron: 61 0 6 * * MON }",
            "uses: schedule\nconfig: { cron: 0 0 30 2 * }",
            "uses: schedule\nconfig: { cron: '@hourli' }",
            "uses: schedule\nconfig: { cron: '@hourly', zone: Europe/Berln }",
            "uses: schedule\nconfig: { cron: '@hourly', zone: berlin }",
            "uses: schedule\nconfig: { cron: '@hourly', zone: ../../etc/passwd }",
            "uses: schedule\nconfig: { cron: 5, zone: UTC }",
            "uses: schedule\nconfig: { cron: '@daily', missed: twice, missedLimit: 5000 }",
            "uses: schedule\nconfig: { cron: '@daily', missed: once, missedLimit: 5 }",
            "uses: timer\nconfig: { every: 0s }",
            "uses: timer\nconfig: {}",
            "uses: directory",
            "uses: directory\nconfig: { directory: inbox }",
            "uses: directory\nconfig: { directory: ../etc, files: '*.json' }",
            "uses: directory\nconfig: { directory: inbox/../../etc, files: '*.json' }",
            "uses: directory\nconfig: { directory: /etc, files: '*.json' }",
            "uses: directory\nconfig: { directory: 'inbox\\..', files: '*.json' }",
            "uses: directory\nconfig: { directory: inbox//a, files: ['../*.json', '/etc/*.json', 'a/./b.json', 'C:/a.json', 'a\\b.json', 'a//b.json', 'a/'] }",
            "uses: directory\nconfig: { directory: inbox, files: [] }",
            "uses: directory\nconfig: { directory: inbox, files: ['*.csv', '*.txt', '*'] }",
            "uses: directory\nconfig: { directory: inbox, files: '*.txt', read: text, format: csv }",
            "uses: directory\nconfig: { directory: inbox, files: '*.csv', read: lines, format: xml, every: 0s, stable: soon, maxSize: 0, perLook: 0 }",
            "uses: directory\nconfig: { directory: inbox, files: '*.csv', then: remove }",
            "uses: directory\nconfig: { directory: inbox, files: '*.csv', then: { move: ../done } }",
            "uses: directory\nconfig: { directory: inbox, files: '*.csv', then: { move: /done, copy: a } }",
            "uses: directory\nconfig: { directory: inbox, files: '*.csv', then: { copy: a } }",
            "uses: directory\nconfig: { directory: inbox, files: '*.csv', then: {} }",
            "uses: directory\ninput: { a: body.a }\nconfig: { directory: inbox, files: '*.csv' }",
            "uses: manual\nconfig: { files: [data/a.xml, /etc/a.json, ../b.csv, data/ok.csv], delay: soon }",
            "uses: webhook\nconfig: { reply: maybe, timeout: 0s, auth: { user: a } }",
            "uses: webhook\nconfig: { auth: basic }",
            "uses: webhook\ninput: { a: body.a }",
            "uses: webhook\nconfig: { auth: { hmac: { header: X-Signature, secret: abc, algorithm: md5, encoding: hexx, prefix: 'v1 =' } } }",
            "uses: webhook\nconfig: { auth: { hmac: { secret: '${env.S}' }, user: a, password: b } }",
            "uses: webhook\nconfig: { auth: { hmac: { secret: '${env.S}', header: X, signed: 'v0:{time}:{body}' } } }",
            "uses: webhook\nconfig: { auth: { hmac: { secret: '${env.S}', header: X, signed: '{timestamp}' } } }",
            "uses: webhook\nconfig: { auth: { hmac: { secret: '${env.S}', header: X, signed: '{timestamp}.{body}' } } }",
            "uses: webhook\nconfig: { auth: { hmac: { secret: '${env.S}', header: X, timestamp: { tolerance: 0s } } } }",
        ]);

    private static async Task VerifyProblems(Func<string, string> flowOf, string[] texts)
    {
        var report = new StringBuilder();
        foreach (var text in texts)
        {
            var problems = FlowText.Problems(flowOf(text));
            Assert.Contains(" error ", problems, StringComparison.Ordinal);
            report.Append(text.Replace("\t", "→", StringComparison.Ordinal).TrimEnd('\n')).Append('\n');
            report.Append("    ").Append(problems.Replace("\n", "\n    ", StringComparison.Ordinal)).Append("\n\n");
        }

        await Verify(report.ToString().TrimEnd());
    }
}
