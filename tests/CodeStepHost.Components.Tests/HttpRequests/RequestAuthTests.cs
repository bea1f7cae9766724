using System.Text;
using CodeStepHost.Components.Tests.Http;
using Microsoft.Extensions.Time.Testing;
using static CodeStepHost.Components.Tests.HttpRequests.RequestStage;

namespace CodeStepHost.Components.Tests.HttpRequests;

public sealed class RequestAuthTests(RequestStage stage) : IClassFixture<RequestStage>
{
    private const string Client = "url: ${server}/x\nretry: { limit: 0 }\nauth: { tokenUrl: \"${server}/token\", clientId: shop, clientSecret: \"${env.SHOP_PASSWORD}\", scope: read write }";

    [Theory]
    [InlineData("auth: { user: ann, password: \"${env.SHOP_PASSWORD}\" }", "Authorization: Basic YW5uOnBhNTV3b3Jk")]
    [InlineData("auth: { token: \"${env.SHOP_TOKEN}\" }", "Authorization: Bearer tok-4711-secret")]
    [InlineData("auth: { header: X-Api-Key, value: \"${env.SHOP_TOKEN}\" }", "X-Api-Key: tok-4711-secret")]
    public async Task A_request_shows_who_it_comes_from(string auth, string header)
    {
        using var server = new LoopbackServer(_ => Json("1"));
        await stage.RunAsync("url: ${server}/\n" + auth, server);
        Assert.Contains($"\r\n{header}\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_asked_for_once_and_again_when_it_is_about_to_expire()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var tokens = 0;
        using var server = new LoopbackServer(request => request.StartsWith("POST /token", StringComparison.Ordinal) ? Json($$"""{"access_token":"t{{++tokens}}","expires_in":300}""") : Json("1"));
        var component = stage.Component(time: time);
        await stage.RunAsync(Flow(Client, server), component: component);
        await stage.RunAsync(Flow(Client, server), component: component);
        time.Advance(TimeSpan.FromSeconds(271));
        await stage.RunAsync(Flow(Client, server), component: component);

        Assert.Equal(["POST /token", "GET /x t1", "GET /x t1", "POST /token", "GET /x t2"], server.Requests.Select(Shown));
        Assert.Contains("Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("shop:pa55word")), server.Requests[0], StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\ngrant_type=client_credentials&scope=read%20write", server.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_replaced_once()
    {
        var tokens = 0;
        using var server = new LoopbackServer(request => request.StartsWith("POST /token", StringComparison.Ordinal)
            ? Json($$"""{"access_token":"t{{++tokens}}","expires_in":"300"}""")
            : Shown(request).EndsWith("t2", StringComparison.Ordinal) && tokens == 2 ? Json("1") : LoopbackServer.Response("401 Unauthorized"));
        var run = await stage.RunAsync(Client.Replace("scope: read write", "clientIn: body", StringComparison.Ordinal), server);
        Assert.Equal("1", Assert.Single(run.Bodies));
        Assert.Equal(["POST /token", "GET /x t1", "POST /token", "GET /x t2"], server.Requests.Select(Shown));
        Assert.EndsWith("\r\n\r\ngrant_type=client_credentials&client_id=shop&client_secret=pa55word", server.Requests[0], StringComparison.Ordinal);

        // Still refused: the error is the server's.
        tokens = 10;
        server.Requests.Clear();
        run = await stage.RunAsync(Client, server);
        Assert.Equal("http.401", run.Error.Code);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData("401 Unauthorized", """{"error":"invalid_client"}""", "http.401", "answered 401 Unauthorized")]
    [InlineData("200 OK", """{"token":"x"}""", "http.token", "answered without an `access_token`")]
    [InlineData("200 OK", "<html>", "http.token", "answered without an `access_token`")]
    public async Task Without_a_token_nothing_is_asked(string status, string body, string code, string problem)
    {
        using var server = new LoopbackServer(_ => Json(body, "", status));
        var run = await stage.RunAsync(Client, server);
        Assert.Equal((code, $"`POST {server.Url("/token")}` (for a token) {problem}"), (run.Error.Code, run.Error.Message));
        Assert.DoesNotContain("pa55word", run.Told(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_token_server_that_is_busy_rebounds_the_message()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("503 Busy"));
        var run = await stage.RunAsync(Client + "\nonError: rebound", server);
        Assert.Equal($"`POST {server.Url("/token")}` (for a token) answered 503 Busy", run.Rebound.Reason);
    }

    private static string Shown(string request)
    {
        var token = request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Authorization: Bearer ", StringComparison.Ordinal))?[22..];
        return (string.Join(' ', request.Split(' ')[..2]) + " " + token).TrimEnd();
    }
}
