using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.HttpRequests;
using CodeStepHost.Components.Tests.Http;
using CodeStepHost.Components.Tests.HttpRequests;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Scripts in real processes, and <c>http.request</c>, that use secrets as they would use the values.</summary>
public sealed class SecretScriptsTests : IAsyncDisposable
{
    private const string Value = "s3cr3t/v&l\"ue+1";

    private static readonly SecretPlaceholders Placeholders = new([7]);

    private readonly SandboxPool _pool = new(new SandboxOptions { Spares = 0 }, TimeProvider.System, NullLogger<SandboxPool>.Instance);
    private readonly ScriptHttp _http = new(TimeProvider.System, new BoundSecrets(new Dictionary<string, SecretSettings> { ["SHOP"] = new(Value, ["127.0.0.1"]), ["ERP"] = new("other-value", ["erp.example"]) }, Placeholders));
    private readonly CodeComponent _code;

    public SecretScriptsTests() => _code = new CodeComponent(_pool, _http, TimeProvider.System, NullLogger<CodeComponent>.Instance);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _http.Dispose();
    }

    [Theory]
    [InlineData("await fetch(cfg.url + 'a?k=' + encodeURIComponent(cfg.token), { headers: { Authorization: `Bearer ${cfg.token}`, 'X-Key': process.env.key } })", "/a?k={percent}|Authorization: Bearer {value}|X-Key: key {value}")]
    [InlineData("await fetch(new URL('/a?k=' + cfg.token + '&l=' + encodeURIComponent(cfg.token), cfg.url))", "/a?k={percent}&l={percent}")]
    [InlineData("await fetch(cfg.url + '?' + new URLSearchParams({ k: cfg.token }))", "/?k={percent}")]
    [InlineData("await fetch(cfg.url, { method: 'POST', body: JSON.stringify({ k: cfg.token }) })", "{\"k\":\"{json}\"}")]
    [InlineData("await fetch(cfg.url, { method: 'POST', body: new URLSearchParams({ k: cfg.token }) })", "\r\n\r\nk={percent}")]
    [InlineData("await fetch(cfg.url, { headers: { authorization: 'Basic ' + btoa('ann:' + cfg.token) } })", "Authorization: Basic {basic}")]
    [InlineData("await request({ uri: cfg.url, auth: { user: 'ann', pass: cfg.token }, qs: { k: cfg.token } })", "k={percent}|Authorization: Basic {basic}")]
    [InlineData("await request({ uri: cfg.url, method: 'POST', json: true, body: { k: cfg.token } })", "{\"k\":\"{json}\"}")]
    [InlineData("await request({ uri: cfg.url, method: 'POST', form: { k: cfg.token } })", "\r\n\r\nk={percent}")]
    [InlineData("await axios.get(cfg.url, { auth: { username: 'ann', password: cfg.token }, params: { k: cfg.token } })", "k={percent}|Authorization: Basic {basic}")]
    [InlineData("await axios.post(cfg.url, { k: cfg.token }, { headers: { 'X-Key': cfg.token } })", "{\"k\":\"{json}\"}|X-Key: {value}")]
    [InlineData("await axios.postForm(cfg.url, { k: cfg.token })", "\r\n\r\n{value}\r\n")]
    [InlineData("await fetch(cfg.url.replace('//', '//ann:' + cfg.token + '@'))", "Authorization: Basic {basic}")]
    public async Task JavaScript_sends_what_it_would_send_with_the_value(string call, string sent)
    {
        var (server, run) = await RunAsync("step.js", $$"""async function run(msg, cfg) { const answer = {{call}}; this.logger.info(cfg.token + JSON.stringify(answer.data || answer.body || '')); return { seen: cfg.token }; }""");
        using var _ = server;
        Sent(server, run, sent);
    }

    [Fact]
    public async Task CSharp_sends_what_it_would_send_with_the_value()
    {
        var (server, run) = await RunAsync("step.csx", """
            async Task Run(Message msg, Config cfg)
            {
                var token = cfg.GetString("token");
                var request = new ScriptHttpRequest("POST", cfg.GetString("url") + "a?k=" + Uri.EscapeDataString(token)).WithJson(new { k = token }).WithHeader("Authorization", "Bearer " + token);
                var answer = await Http.SendAsync(request);
                Logger.Info(answer.Text);
            }
            """);
        using var _ = server;
        Sent(server, run, "/a?k={percent}|Authorization: Bearer {value}|{\"k\":\"{json}\"}");
    }

    [Fact]
    public async Task A_call_elsewhere_is_an_error_with_a_code_that_a_script_can_catch()
    {
        var (server, run) = await RunAsync("step.js", "async function run(msg, cfg) { try { await fetch(cfg.url, { headers: { a: cfg.other } }); } catch (e) { return { name: e.name, code: e.code, message: e.message }; } }");
        using var _ = server;

        Assert.Empty(server.Requests);
        Assert.Equal($$$"""{"body":{"name":"Error","code":"http.secret","message":"The secret 'ERP' is not for the host '127.0.0.1:{{{server.Port}}}', so nothing was sent there; the hosts that get it are listed in `secrets.ERP.hosts` of codestep.yaml: erp.example."},"headers":{}}""", Assert.Single(run.Data));
    }

    [Theory]
    [InlineData("url: ${server}/a?k=${secret.SHOP}\nquery: { l: \"${$variables.key}\" }", "/a?k={percent}&l=key%20{percent}")]
    [InlineData("url: ${server}/\nheaders: { X-Key: \"a ${secret.SHOP}\" }\nauth: { user: ann, password: \"${secret.SHOP}\" }", "X-Key: a {value}|Authorization: Basic {basic}")]
    [InlineData("url: ${server}/\nauth: { token: \"${secret.SHOP}\" }", "Authorization: Bearer {value}")]
    [InlineData("url: ${server}/\nmethod: POST\nbody: { k: \"${secret.SHOP}\", l: \"${body.a}\" }", "{\"k\":\"{json}\",\"l\":\"$secret_SHOP\"}")]
    [InlineData("url: ${server}/\nmethod: POST\nheaders: { content-type: application/x-www-form-urlencoded }\nbody: { k: \"${secret.SHOP}\" }", "\r\n\r\nk={percent}")]
    [InlineData("url: ${server}/\nauth: { tokenUrl: \"${server}/token\", clientId: ann, clientSecret: \"${secret.SHOP}\" }", "Authorization: Basic {basic percent}")]
    [InlineData("url: ${server}/\nauth: { tokenUrl: \"${server}/token\", clientId: ann, clientSecret: \"${secret.SHOP}\", clientIn: body }", "client_secret={percent}")]
    public async Task A_request_step_sends_it_and_what_comes_back_holds_no_value(string config, string sent)
    {
        using var server = new LoopbackServer(request => RequestStage.Json($$"""{"access_token":"t-{{request.Length}}","echo":{{JsonSerializer.Serialize(request)}}}"""));
        var flow = RequestStage.Flow(config, server);
        var filled = HostVariables.Fill(flow.Definition with { Variables = new Dictionary<string, string> { ["key"] = "key ${secret.SHOP}" } }, null, Placeholders);
        var component = new HttpRequestComponent(_code, _http, TimeProvider.System, _ => null);
        await using var lane = await component.OpenLaneAsync(new FlowVersion(1, flow.Package, filled), filled.FindStep("work")!, TestContext.Current.CancellationToken);
        var run = await RequestStage.RunAsync(lane, """{"a":"$secret_SHOP"}""");

        Assert.IsType<ComponentEnd.Completed>(run.End);
        Sent(server, run.Emissions, sent);
    }

    [Fact]
    public async Task A_request_step_that_would_send_it_elsewhere_fails_with_the_same_words()
    {
        using var server = new LoopbackServer(_ => RequestStage.Json("1"));
        var flow = RequestStage.Flow("url: ${server}/\nauth: { token: \"${secret.ERP}\" }", server);
        var filled = HostVariables.Fill(flow.Definition, null, Placeholders);
        await using var lane = await new HttpRequestComponent(_code, _http, TimeProvider.System, _ => null).OpenLaneAsync(new FlowVersion(1, flow.Package, filled), filled.FindStep("work")!, TestContext.Current.CancellationToken);

        var error = (await RequestStage.RunAsync(lane)).Error;
        Assert.Equal(("SecretError", "http.secret"), (error.Name, error.Code));
        Assert.Equal($"The secret 'ERP' is not for the host '127.0.0.1:{server.Port}', so nothing was sent there; the hosts that get it are listed in `secrets.ERP.hosts` of codestep.yaml: erp.example.", error.Message);
        Assert.Empty(server.Requests);
    }

    private static void Sent(LoopbackServer server, RecordingEmissions run, string sent)
    {
        var request = server.Requests[0];
        foreach (var part in sent.Split('|'))
        {
            var wanted = part
                .Replace("{value}", Value, StringComparison.Ordinal)
                .Replace("{percent}", Uri.EscapeDataString(Value), StringComparison.Ordinal)
                .Replace("{json}", Value.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal)
                .Replace("{basic}", Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:" + Value)), StringComparison.Ordinal)
                .Replace("{basic percent}", Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:" + Uri.EscapeDataString(Value))), StringComparison.Ordinal);
            Assert.True(request.Contains(wanted, StringComparison.OrdinalIgnoreCase), $"{wanted} is not in\n{request}");
        }

        Assert.DoesNotContain("secret_SHOP_", request, StringComparison.Ordinal);
        var told = string.Join('\n', [.. run.Data, .. run.Logs.Select(line => line.Text)]);
        foreach (var form in (string[])["s3cr3t", "czNjcjN0", Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:" + Value))[6..14]])
            Assert.DoesNotContain(form, told, StringComparison.Ordinal);
    }

    private async Task<(LoopbackServer Server, RecordingEmissions Run)> RunAsync(string name, string script)
    {
        var server = new LoopbackServer(request => RequestStage.Json(JsonSerializer.Serialize(new { echo = request })));
        var package = new FlowPackage("orders", new Dictionary<string, string>
        {
            ["flow.yaml"] = $$"""
                variables: { key: "key ${secret.SHOP}" }
                steps:
                  begin: { uses: manual, to: work }
                  work: { uses: code, script: {{name}}, egress: ["127.0.0.1"], config: { url: "{{server.Url()}}", token: "${secret.SHOP}", other: "${secret.ERP}" } }
                """,
            [name] = script,
        });
        var flow = HostVariables.Fill(((FlowReadResult.Accepted)FlowReader.Read(package)).Definition, null, Placeholders);
        var emissions = new RecordingEmissions();
        await using var lane = await _code.OpenLaneAsync(new FlowVersion(1, package, flow), flow.FindStep("work")!, TestContext.Current.CancellationToken);
        var end = await lane.RunAsync(CodeStage.Message(emissions), TestContext.Current.CancellationToken);
        Assert.True(end is ComponentEnd.Completed, end.ToString());
        return (server, emissions);
    }
}
