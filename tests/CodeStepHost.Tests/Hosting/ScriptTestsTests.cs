using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodeStepHost.Tests.Hosting;

/// <summary>Tests of scripts, run by the real program.</summary>
public sealed partial class ScriptTestsTests : IDisposable
{
    private readonly FlowFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_script_of_the_examples_has_tests_and_they_pass()
    {
        var examples = Examples();

        var end = await CodeStep.RunAsync(Path.GetDirectoryName(examples)!, "test", "scripts-examples", "--output", "json");

        end.Succeeded();
        using var json = JsonDocument.Parse(end.Out);
        var tested = json.RootElement.GetProperty("cases").EnumerateArray().Select(test => File.ReadAllText(Path.Combine(Path.GetDirectoryName(examples)!, test.GetProperty("input").GetString()!))).Count();
        Assert.True(tested >= 14);
        foreach (var flow in Directory.EnumerateFiles(examples, "flow.yaml", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains("uses: code", StringComparison.Ordinal)))
            Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(flow)!, "tests"), "*.verified.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_case_is_new_then_accepted_then_passes_until_its_script_does_something_else()
    {
        _folder.Write("greet/flow.yaml", "steps:\n  people: { uses: manual, to: greet }\n  greet: { uses: code, script: greet.js }\n")
            .Write("greet/greet.js", "async function run(msg) {\n  this.logger.info('greeting %s', msg.body.name);\n  return { text: `Hello, ${msg.body.name}!`, at: new Date() };\n}\n")
            .Write("greet/tests/ada/input.json", "{ \"message\": { \"body\": { \"name\": \"Ada\" } } }")
            .Write("greet/tests/broken/input.json", "{\n  \"mesage\": {}\n}")
            .Write("greet/tests/gone/gone.verified.json", "{}");
        var transcript = "";

        Assert.Equal(1, await RunAsync("test"));
        Assert.Equal(0, await RunAsync("test", "greet", "--filter", "a*", "--accept"));
        Assert.Equal(0, await RunAsync("test", "greet", "--filter", "greet/ada"));
        _folder.Write("greet/greet.js", "async function run(msg) {\n  return { text: `Good day, ${msg.body.name}.`, at: new Date() };\n}\n");
        Assert.Equal(1, await RunAsync("test", "greet", "--filter", "ada"));
        await Verify(transcript);

        async Task<int> RunAsync(params string[] arguments)
        {
            var end = await CodeStep.RunAsync(_folder.Root, arguments);
            transcript += $"$ codestep {string.Join(' ', arguments)}\n{Seconds().Replace(end.Out, "{time}")}\n{end.Error}\n";
            return end.Code;
        }
    }

    [Fact]
    public async Task A_failed_message_becomes_a_test_that_fails_in_the_same_way_and_holds_no_secret()
    {
        using var shop = new HttpListener();
        var address = Listen(shop);
        var answering = AnswerAsync(shop);
        _folder.Write("codestep.yaml", "redact: [iban]\n")
            .Write("orders/flow.yaml", $"variables: {{ stage: prod }}\nsteps:\n  in: {{ uses: manual, config: {{ files: [data/o.json] }}, to: send }}\n  send: {{ uses: code, script: send.js, egress: [127.0.0.1], config: {{ url: '{address}', apiKey: live-key-123 }} }}\n")
            .Write("orders/data/o.json", """[{ "number": 7, "password": "hunter2!", "note": "hunter2! it is", "customerIban": "DE00123" }]""")
            .Write("orders/send.js", """
                async function run(msg, cfg) {
                  const { token } = await (await fetch(`${cfg.url}login?api_key=${cfg.apiKey}`)).json();
                  const chance = Math.floor(Math.random() * 1e9);
                  const answer = await fetch(`${cfg.url}orders?t=${encodeURIComponent(token)}&n=${chance}`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
                  throw Object.assign(new Error(`order ${msg.body.number} was refused (${chance}): ${await answer.text()}`), { code: 'order.refused', statusCode: answer.status });
                }
                """);

        Assert.Equal(1, (await CodeStep.RunAsync(_folder.Root, "run", ".")).Code);
        shop.Stop();
        await answering;
        (await CodeStep.RunAsync(_folder.Root, "errors", "pull", "1", "--as-test")).Succeeded();
        var isNew = await CodeStep.RunAsync(_folder.Root, "test", "orders");
        (await CodeStep.RunAsync(_folder.Root, "test", "orders", "--accept")).Succeeded();
        (await CodeStep.RunAsync(_folder.Root, "test", "orders")).Succeeded();

        Assert.Contains("0 passed, 0 failed, 1 new", isNew.Out, StringComparison.Ordinal);
        var shown = await CodeStep.RunAsync(_folder.Root, "errors", "show", "1", "--output", "json");
        var inProduction = JsonDocument.Parse(shown.Out).RootElement.GetProperty("error");
        var inTest = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Root, "orders/tests/send/error-1/error-1.verified.json"))).RootElement.GetProperty("errors")[0];
        foreach (var member in (string[])["name", "message", "code", "statusCode"])
            Assert.Equal(inProduction.GetProperty(member).ToString(), inTest.GetProperty(member).ToString());
        Assert.Equal($"{inProduction.GetProperty("file")}:{inProduction.GetProperty("line")}:{inProduction.GetProperty("column")}", inTest.GetProperty("at").GetString());

        var input = File.ReadAllText(Path.Combine(_folder.Root, "orders/tests/send/error-1/input.json"));
        foreach (var secret in (string[])["hunter2", "live-key-123", "tok/en", "tok%2Fen", "DE00123", "session-1"])
            Assert.DoesNotContain(secret, input, StringComparison.Ordinal);
        Assert.DoesNotContain("tok/en", string.Join('\n', _folder.Query("SELECT CAST(recording AS TEXT) FROM failures")), StringComparison.Ordinal);

        var twice = await CodeStep.RunAsync(_folder.Root, "errors", "pull", "1", "--as-test");
        Assert.Equal(2, twice.Code);
        Assert.Contains("is there already", twice.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_an_expression_failed_becomes_a_test_of_the_expression_as_it_is_today()
    {
        const string flow = "steps:\n  in: { uses: manual, config: { files: [data/o.json] }, to: big }\n  big: { uses: filter, config: { where: '$number(body.amount) > 5' } }\n";
        _folder.Write("orders/flow.yaml", flow).Write("orders/case.schema.json", "{}").Write("orders/data/o.json", """[{ "amount": "many" }]""");

        Assert.Equal(1, (await CodeStep.RunAsync(_folder.Root, "run", "orders", "--data", ".codestep")).Code);
        (await CodeStep.RunAsync(_folder.Root, "errors", "pull", "1", "--as-test", "--data", ".codestep")).Succeeded();
        var isNew = await CodeStep.RunAsync(_folder.Root, "test", "orders");
        _folder.Write("orders/flow.yaml", flow.Replace("$number(body.amount) > 5", "false", StringComparison.Ordinal));
        var corrected = await CodeStep.RunAsync(_folder.Root, "test", "orders");

        Assert.Contains("\"code\": \"D3030\"", isNew.Out, StringComparison.Ordinal);
        Assert.Contains("\"end\": \"acknowledged\"", corrected.Out, StringComparison.Ordinal);
        Assert.StartsWith("{\n  \"$schema\": \"../../../case.schema.json\",", File.ReadAllText(Path.Combine(_folder.Root, "orders/tests/big/error-1/input.json")), StringComparison.Ordinal);
    }

    private static string Listen(HttpListener listener)
    {
        using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        free.Stop();
        listener.Prefixes.Add(address);
        listener.Start();
        return address;
    }

    private static async Task AnswerAsync(HttpListener listener)
    {
        while (listener.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var isLogin = call.Request.Url!.AbsolutePath == "/login";
            call.Response.StatusCode = isLogin ? 200 : 409;
            call.Response.Headers["set-cookie"] = "sid=session-1";
            await call.Response.OutputStream.WriteAsync(isLogin ? "{\"token\":\"tok/en+secret\"}"u8.ToArray() : "duplicate"u8.ToArray());
            call.Response.Close();
        }
    }

    private static string Examples()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(at.FullName, "scripts-examples")))
            at = at.Parent!;
        return Path.Combine(at.FullName, "scripts-examples");
    }

    [GeneratedRegex(@"(?<= in )[\d.]+s", RegexOptions.None, 1000)]
    private static partial Regex Seconds();
}
