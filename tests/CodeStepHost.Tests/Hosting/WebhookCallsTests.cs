using System.Text;
using System.Text.Json;

namespace CodeStepHost.Tests.Hosting;

/// <summary>What callers may send to a webhook, and what they are told of it.</summary>
public sealed class WebhookCallsTests(WebhookCallsTests.Host host) : IClassFixture<WebhookCallsTests.Host>
{
    private Served Served => host.Served;

    [Fact]
    public async Task Two_webhooks_of_a_flow_do_not_share_keys()
    {
        foreach (var hook in (string[])["left", "right"])
            Assert.True((await KeyedAsync($"/hooks/two/{hook}", "order-7", "{}")).GetProperty("accepted").GetBoolean());
        Assert.False((await KeyedAsync("/hooks/two/left", "order-7", "{}")).GetProperty("accepted").GetBoolean());
    }

    [Fact]
    public async Task An_empty_key_is_no_key()
    {
        for (var n = 0; n < 2; n++)
            Assert.True((await KeyedAsync("/hooks/two/left", "", "{}")).GetProperty("accepted").GetBoolean());
    }

    [Fact]
    public async Task A_known_key_is_answered_with_the_first_run_and_another_body_is_logged()
    {
        var first = await KeyedAsync("/hooks/two/right", "again", """{"n":1}""");
        var same = await KeyedAsync("/hooks/two/right", "again", """{"n":1}""");
        Assert.Equal((false, first.GetProperty("message").GetString(), first.GetProperty("run").GetString()), (same.GetProperty("accepted").GetBoolean(), same.GetProperty("message").GetString(), same.GetProperty("run").GetString()));
        Assert.False((await KeyedAsync("/hooks/two/right", "again", """{"n":2}""")).GetProperty("accepted").GetBoolean());
        var line = await Served.Host.LineAsync(line => line.Contains("two/right: a call with the known key", StringComparison.Ordinal));
        Assert.Contains("message right:key:again has another body than the first", line, StringComparison.Ordinal);
        Assert.Equal(1, host.Folder.Number("SELECT count(*) FROM intakes WHERE id = 'right:key:again'"));
    }

    [Theory]
    [InlineData("fixed", null)]
    [InlineData("signed", null)]
    [InlineData("basic", "Basic")]
    public async Task Only_a_webhook_that_takes_a_user_and_a_password_asks_for_them(string flow, string? challenge)
    {
        var refused = await Served.PostAsync($"/hooks/{flow}", "{}");
        Assert.Equal((401, challenge), (refused.Status, refused.Headers.GetValueOrDefault("WWW-Authenticate")));
    }

    [Theory]
    [InlineData("application/json", """{"a":"\ud800", "n":1.10}""")]
    [InlineData("application/vnd.shop+json; charset=utf-8", "[1e400]")]
    public async Task Json_stays_as_it_came(string type, string body)
    {
        var answer = await SendAsync("/hooks/echo", Encoding.UTF8.GetBytes(body), type);
        Assert.Equal((200, body), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Json_of_half_a_character_becomes_a_message() =>
        Assert.Equal("""{"half":1}""", (await SendAsync("/hooks/half", """{"a":"\ud800"}"""u8.ToArray(), "application/json")).Body);

    private async Task<Answer> SendAsync(string path, byte[] body, string? type, string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return await Served.SendAsync(path, content);
    }

    private async Task<JsonElement> KeyedAsync(string path, string key, string body)
    {
        var answer = await Served.PostAsync(path, body, headers: [("Idempotency-Key", key)]);
        Assert.Equal(202, answer.Status);
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.Clone();
    }

    /// <summary>One host for all of them.</summary>
    public sealed class Host : IAsyncLifetime
    {
        internal FlowFolder Folder { get; } = new();

        internal Served Served { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Folder.Write("codestep.yaml", "data: .codestep\n");
            Flow("two", "left: { uses: webhook, to: note }\n  right: { uses: webhook, to: note }\n  note: { uses: reply }");
            Flow("echo", "hook: { uses: webhook, limits: { message: 64KiB }, config: { reply: wait }, to: answer }\n  answer: { uses: reply }");
            Flow("half", "hook: { uses: webhook, config: { reply: wait }, to: map }\n  map: { uses: code, script: half.js }");
            Folder.Write("flows/half/half.js", "async function run(msg) { await this.emit('httpReply', { body: { half: msg.body.a.length } }); }");
            Flow("fixed", "hook: { uses: webhook, config: { auth: { header: Authorization, value: secret } }, to: note }\n  note: { uses: reply }");
            Flow("signed", "hook: { uses: webhook, config: { auth: { hmac: { secret: \"${env.PATH}\", header: Authorization } } }, to: note }\n  note: { uses: reply }");
            Flow("basic", "hook: { uses: webhook, config: { auth: { user: a, password: b } }, to: note }\n  note: { uses: reply }");
            (await CodeStep.RunAsync(Folder.Root, "deploy", "flows", "--start")).Succeeded();
            Served = await Served.StartAsync(Folder);
        }

        public async ValueTask DisposeAsync()
        {
            if (Served is not null)
                await Served.DisposeAsync();
            Folder.Dispose();
        }

        private void Flow(string name, string steps) => Folder.Write($"flows/{name}/flow.yaml", $"steps:\n  {steps}\n");
    }
}
