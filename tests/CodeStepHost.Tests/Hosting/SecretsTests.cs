using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Tests.Http;

namespace CodeStepHost.Tests.Hosting;

/// <summary>Secrets of <c>codestep.yaml</c> in a running host.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string Value = "s3cr3t/val+ue";

    private readonly FlowFolder _folder = new();
    private readonly LoopbackServer _shop;
    private string _status = "200 OK";

    public SecretsTests() => _shop = new LoopbackServer(request => LoopbackServer.Response(_status, "Content-Type: application/json\r\n", JsonSerializer.Serialize(new { echo = request })));

    public void Dispose()
    {
        _folder.Dispose();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_secret_goes_to_its_host_and_nowhere_else_and_is_in_no_file_of_the_host()
    {
        Write("""
            async function run(msg, cfg) {
              if (msg.body.restarted) return;
              const answer = await request({ uri: cfg.shop, qs: { k: cfg.token }, auth: { user: 'ann', pass: cfg.token }, json: true });
              this.logger.info(`${cfg.token} ${process.env.key} ${answer.body.echo}`);
              await this.emit('data', { body: answer.body });
              if (msg.body.fail) await fetch(cfg.shop.replace('127.0.0.1', 'localhost'), { headers: { 'X-Key': cfg.token } });
            }
            """);
        (await CodeStep.RunAsync(_folder.Root, "deploy", ".", "--start")).Succeeded();
        await using (var served = await Served.StartAsync(_folder))
        {
            Assert.Equal(202, (await served.PostAsync("/hooks/orders", "{}")).Status);
            Assert.Equal(202, (await served.PostAsync("/hooks/orders", """{"fail":true}""")).Status);
            await _folder.UntilAsync("SELECT count(*) FROM errors", errors => errors == 1);
            await _folder.UntilAsync(FlowFolder.Executions("show"), executions => executions == 1);
            await _folder.UntilAsync("SELECT count(*) FROM log_lines WHERE text LIKE '${secret.SHOP} key ${secret.SHOP} GET%'", lines => lines == 2);
        }

        Assert.Equal(2, _shop.Requests.Count);
        Assert.All(_shop.Requests, request => Assert.Contains($"/?k={Uri.EscapeDataString(Value)} ", request, StringComparison.Ordinal));
        Assert.All(_shop.Requests, request => Assert.Contains($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"ann:{Value}"))}", request, StringComparison.OrdinalIgnoreCase));
        var shown = await CodeStep.RunAsync(_folder.Root, "errors", "show", "1");
        Assert.Contains("The secret 'SHOP' is not for the host", shown.Out, StringComparison.Ordinal);
        Assert.Contains("http.secret", shown.Out, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(_folder.Data, "*", SearchOption.AllDirectories))
        {
            var bytes = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            foreach (var written in (string[])["s3cr3t", "czNjcjN0", Convert.ToBase64String(Encoding.UTF8.GetBytes($"ann:{Value}"))[6..14]])
                Assert.False(bytes.Contains(written, StringComparison.Ordinal), $"{written} is in {file}");
        }

        // A test of the failed message holds what the flow says, and goes the same way.
        (await CodeStep.RunAsync(_folder.Root, "errors", "pull", "1", "--as-test")).Succeeded();
        var input = File.ReadAllText(Path.Combine(_folder.Root, "orders/tests/send/error-1/input.json"));
        Assert.Contains("\"token\": \"${secret.SHOP}\"", input, StringComparison.Ordinal);
        Assert.Contains("k=%24%7Bsecret.SHOP%7D", input, StringComparison.Ordinal);
        Assert.DoesNotContain("secret_SHOP", input, StringComparison.Ordinal);
        (await CodeStep.RunAsync(_folder.Root, "test", "orders", "--accept")).Succeeded();
        var verified = File.ReadAllText(Path.Combine(_folder.Root, "orders/tests/send/error-1/error-1.verified.json"));
        Assert.Contains("\"code\": \"http.secret\"", verified, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", verified, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_script_has_put_into_a_message_still_stands_for_the_secret_after_a_restart()
    {
        Write("async function run(msg, cfg) { return { token: cfg.token, shop: cfg.shop }; }");
        _folder.Write("orders/show.js", """
            async function run(msg) {
              const answer = await fetch(msg.body.shop, { headers: { 'X-Key': msg.body.token } });
              if (answer.status === 503) return this.emit('rebound', 'closed');
            }
            """);
        (await CodeStep.RunAsync(_folder.Root, "deploy", ".", "--start")).Succeeded();
        _status = "503 Service Unavailable";
        await using (var served = await Served.StartAsync(_folder))
        {
            await served.PostAsync("/hooks/orders", "{}");
            await _folder.UntilAsync("SELECT count(*) FROM messages WHERE reason = 'closed'", parked => parked == 1);
        }

        _status = "200 OK";
        await using (var again = await Served.StartAsync(_folder))
        {
            (await CodeStep.RunAsync(_folder.Root, "rebounds", "now", "--all", "--yes")).Succeeded();
            await _folder.UntilAsync(FlowFolder.Executions("show"), executions => executions == 1);
        }

        Assert.Equal(2, _shop.Requests.Count);
        Assert.All(_shop.Requests, request => Assert.Contains($"X-Key: {Value}", request, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Deploying_and_serving_say_what_is_missing_and_testing_and_looking_need_no_secret()
    {
        Write("function run(msg, cfg) { return { token: cfg.token }; }");
        _folder.Write("orders/tests/send/one/input.json", """{ "message": { "body": {} } }""");
        File.Delete(Path.Combine(_folder.Root, "token.txt"));

        foreach (var verb in (string[][])[["validate"], ["deploy", "."], ["serve"]])
        {
            var refused = await CodeStep.RunAsync(_folder.Root, verb);
            Assert.NotEqual(0, refused.Code);
            Assert.Contains("the file `token.txt` does not exist", refused.Out + refused.Error, StringComparison.Ordinal);
        }

        (await CodeStep.RunAsync(_folder.Root, "test", "orders", "--accept")).Succeeded();
        Assert.Contains("\"token\": \"${secret.SHOP}\"", File.ReadAllText(Path.Combine(_folder.Root, "orders/tests/send/one/one.verified.json")), StringComparison.Ordinal);
        var listed = await CodeStep.RunAsync(_folder.Root, "errors", "list");
        Assert.Contains("no database at", listed.Error, StringComparison.Ordinal);
    }

    private void Write(string script) => _folder
        .Write("token.txt", Value + "\n")
        .Write("codestep.yaml", "secrets:\n  SHOP: { file: token.txt, hosts: 127.0.0.1 }\n")
        .Write("orders/flow.yaml", $$"""
            egress: [127.0.0.1, localhost]
            variables: { key: "key ${secret.SHOP}" }
            steps:
              in: { uses: webhook, to: send }
              send: { uses: code, script: send.js, config: { shop: "{{_shop.Url()}}", token: "${secret.SHOP}" }, to: show }
              show: { uses: code, script: show.js }
            """)
        .Write("orders/send.js", script)
        .Write("orders/show.js", "function run(msg) { this.logger.info(JSON.stringify(msg.body)); }");
}
