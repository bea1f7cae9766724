using System.Net;
using System.Net.Sockets;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.Tests.Code;
using CodeStepHost.Components.Tests.Http;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Time.Testing;
using static CodeStepHost.Components.Tests.HttpRequests.RequestStage;

namespace CodeStepHost.Components.Tests.HttpRequests;

public sealed class RequestErrorTests(RequestStage stage) : IClassFixture<RequestStage>
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Errors_tell_what_was_asked_and_what_came_back_and_no_secret()
    {
        using var server = new LoopbackServer(request => request.Split(' ')[1] switch
        {
            "/missing" => Json("""{"error":"no such product"}""", "Set-Cookie: session=abcdefgh\r\n", "404 Not Found"),
            "/echo?key=pa55word" => LoopbackServer.Response("403 Forbidden", "X-Echo: tok-4711-secret\r\n", "you sent Bearer tok-4711-secret and pa55word, {\"password\":\"other-secret\"}"),
            "/long" => LoopbackServer.Response("500 Oops", "", new string('x', 5000)),
            "/broken" => Json("{\"a\":"),
            "/latin" => [.. LoopbackServer.Response("200 OK", "Content-Type: application/json\r\n", "{\"a\":\"12\"}")[..^4], 0xE9, .. "2\"}"u8],
            "/zipped" => LoopbackServer.Response("200 OK", "Content-Encoding: gzip\r\n", "this is not gzip"),
            "/huge" => Json("\"" + new string('x', 20000) + "\""),
            "/round" => LoopbackServer.Response("302 Found", "Location: /round\r\n"),
            "/away" => LoopbackServer.Response("302 Found", "Location: http://169.254.169.254/latest\r\n"),
            _ => LoopbackServer.Response("400"),
        });
        var told = new List<string>();
        foreach (var config in new[]
        {
            "url: ${server}/missing",
            "url: ${server}/echo\nquery: { key: \"${env.SHOP_PASSWORD}\" }\nauth: { token: \"${env.SHOP_TOKEN}\" }",
            "url: ${server}/long",
            "url: ${server}/broken",
            "url: ${server}/latin",
            "url: ${server}/zipped",
            "url: ${server}/huge",
            "url: ${server}/round",
            "url: ${server}/away",
            "url: ${server}/\nmethod: OPTIONS",
            "url: http://localhost:1/",
        })
        {
            told.Add("# " + config + "\n" + (await stage.RunAsync(Flow(config + "\nretry: { limit: 0 }", server, "limits: { time: 20s, message: 10KiB }"))).Told(server));
        }

        Assert.DoesNotContain("tok-4711", string.Concat(told), StringComparison.Ordinal);
        await Verify(string.Join('\n', told));
    }

    [Fact]
    public async Task A_huge_response_is_not_read()
    {
        using var server = new EndlessServer(500L << 20);
        var run = await stage.RunAsync(Flow("url: http://127.0.0.1:" + server.Port + "/"));
        Assert.IsType<ComponentEnd.LimitExceeded>(run.End);
        Assert.Equal("http.too-large", run.Error.Code);
        Assert.True(server.Sent < 64 << 20, $"{server.Sent} bytes were sent");
    }

    [Fact]
    public async Task A_name_that_does_not_exist_and_a_refused_address_are_errors_at_once_whatever_the_rule()
    {
        using var http = new ScriptHttp(TimeProvider.System, (name, _) => name == "private.example"
            ? Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.7")])
            : throw new SocketException((int)SocketError.HostNotFound));
        foreach (var rule in new[] { "throw", "rebound", "emit" })
        {
            var missing = await stage.RunAsync(Flow($"url: http://missing.example/\nonError: {rule}", step: "egress: [missing.example]"), component: stage.Component(http));
            Assert.Equal(("ENOTFOUND", "`GET http://missing.example/` has no answer: getaddrinfo ENOTFOUND missing.example"), (missing.Error.Code, missing.Error.Message));
            var refused = await stage.RunAsync(Flow($"url: http://private.example/\nonError: {rule}", step: "egress: []"), component: stage.Component(http));
            Assert.Equal((ErrorCodes.EgressRefused, "EgressError"), (refused.Error.Code, refused.Error.Name));
            Assert.Contains("10.0.0.7", refused.Error.Message, StringComparison.Ordinal);
            Assert.Empty(refused.Emissions.All);
        }
    }

    [Fact]
    public async Task A_redirect_to_another_server_loses_every_secret_header()
    {
        using var target = new LoopbackServer(_ => Json("1"));
        using var server = new LoopbackServer(_ => LoopbackServer.Response("307 Moved", $"Location: {target.Url("/b")}\r\n"));
        var run = await stage.RunAsync("url: ${server}/\nauth: { header: X-Api-Key, value: \"${env.SHOP_TOKEN}\" }\nheaders: { X-Other: \"${env.SHOP_PASSWORD}\", X-Plain: kept }", server);
        Assert.Equal("1", Assert.Single(run.Bodies));
        Assert.Contains("X-Api-Key: tok-4711-secret\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
        Assert.DoesNotContain("tok-4711", Assert.Single(target.Requests), StringComparison.Ordinal);
        Assert.DoesNotContain("pa55word", target.Requests[0], StringComparison.Ordinal);
        Assert.Contains("X-Plain: kept", target.Requests[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("503 Service Unavailable", "Retry-After: 3600", 3600)]
    [InlineData("429 Too Many Requests", "Retry-After: Fri, 02 Jan 2026 03:14:05 GMT", 600)]
    [InlineData("429 Too Many Requests", "Retry-After: Fri, 02 Jan 2026 03:00:00 GMT", 0)]
    [InlineData("423 Locked", "Retry-After: soon", null)]
    [InlineData("408 Request Timeout", "Retry-After: 999999999", 604800)]
    [InlineData("599 Odd", "X: y", null)]
    public async Task A_failure_that_may_pass_rebounds_not_before_the_server_says(string status, string header, int? seconds)
    {
        var time = new FakeTimeProvider(Now);
        using var server = new LoopbackServer(_ => LoopbackServer.Response(status, header + "\r\n"));
        var run = await stage.RunAsync(Flow("url: ${server}/x\nonError: rebound\nretry: { limit: 0 }", server), component: stage.Component(time: time));
        Assert.IsType<ComponentEnd.Completed>(run.End);
        Assert.Equal($"`GET {server.Url("/x")}` answered {status}", run.Rebound.Reason);
        Assert.Equal(seconds is null ? null : Now.AddSeconds(seconds.Value), run.Rebound.NotBefore);
    }

    [Theory]
    [InlineData("400 Bad Request")]
    [InlineData("401 Unauthorized")]
    [InlineData("404 Not Found")]
    [InlineData("409 Conflict")]
    public async Task A_failure_that_stays_is_an_error_with_rebound_too(string status)
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response(status));
        var run = await stage.RunAsync("url: ${server}/\nonError: rebound", server);
        Assert.Equal("http." + status[..3], run.Error.Code);
        Assert.Empty(run.Emissions.All);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task No_connection_and_no_answer_in_time_rebound()
    {
        using var silent = new LoopbackServer(_ => null);
        var run = await stage.RunAsync("url: ${server}/\nonError: rebound\nretry: { limit: 0 }\ntimeout: 50ms", silent);
        Assert.EndsWith("has no answer: no answer within 50 ms", run.Rebound.Reason, StringComparison.Ordinal);
        run = await stage.RunAsync(Flow("url: http://127.0.0.1:1/\nonError: rebound\nretry: { limit: 0 }"));
        Assert.EndsWith("has no answer: connect ECONNREFUSED 127.0.0.1:1", run.Rebound.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emit_passes_an_error_on_as_a_message()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("404 Not Found", "Content-Type: application/json\r\n", "no json"));
        Assert.Equal("""{"statusCode":404,"headers":{"connection":"close","content-length":"7","content-type":"application/json"},"body":"no json"}""", Assert.Single((await stage.RunAsync("url: ${server}/\nonError: emit", server)).Bodies));
        Assert.StartsWith("""{"statusCode":404""", Assert.Single((await stage.RunAsync("url: ${server}/\nonError: emit\nemit: each", server)).Bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_tried_again_with_growing_waits_and_each_attempt_is_logged()
    {
        var time = new FakeTimeProvider(Now);
        var attempts = new List<DateTimeOffset>();
        using var server = new LoopbackServer(_ =>
        {
            attempts.Add(time.GetUtcNow());
            return attempts.Count == 4 ? Json("1") : LoopbackServer.Response("503 Busy", attempts.Count == 2 ? "Retry-After: 7\r\n" : "");
        });
        var run = await stage.RunAsync(Flow("url: ${server}/\nmethod: POST\nretry: { limit: 3, first: 1s, max: 8s }", server, "limits: { time: 10h }"), component: stage.Component(time: time), time: time);
        Assert.Equal("1", Assert.Single(run.Bodies));
        Assert.Equal(4, attempts.Count);
        Assert.True(attempts[2] - attempts[1] >= TimeSpan.FromSeconds(7), "Retry-After is kept");
        Assert.Equal(3, run.Emissions.Logs.Count);
        Assert.StartsWith($"POST {server.Url()}: attempt 2 of 4 failed (503 Busy); the next in 7s", run.Emissions.Logs[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "503 Busy", "", 3)]
    [InlineData("DELETE", "503 Busy", "", 3)]
    [InlineData("POST", "503 Busy", "", 1)]
    [InlineData("PATCH", "503 Busy", "", 1)]
    [InlineData("GET", "404 Missing", "", 1)]
    [InlineData("GET", "503 Busy", "Retry-After: 60", 1)]
    public async Task What_may_not_happen_twice_or_would_take_too_long_is_not_tried_again(string method, string status, string header, int requests)
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response(status, header.Length == 0 ? "" : header + "\r\n"));
        var config = $"url: ${{server}}/\nmethod: {method}" + (method is "GET" or "DELETE" ? "\nretry: { first: 1ms }" : "");
        var run = await stage.RunAsync(config, server);
        Assert.Equal("http." + status[..3], run.Error.Code);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task The_message_has_a_time_limit_of_its_own()
    {
        using var silent = new LoopbackServer(_ => null);
        var run = await stage.RunAsync(Flow("url: ${server}/", silent, "limits: { time: 50ms }"));
        Assert.IsType<ComponentEnd.LimitExceeded>(run.End);
        Assert.Equal((ErrorCodes.TimeLimit, "The step took longer than limits.time (50ms)."), (run.Error.Code, run.Error.Message));
    }

    /// <summary>Sends a body that does not end for a long time, without saying how long it is.</summary>
    private sealed class EndlessServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly long _size;
        private long _sent;

        public EndlessServer(long size)
        {
            _size = size;
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = ServeAsync();
        }

        public int Port { get; }

        public long Sent => Interlocked.Read(ref _sent);

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n"u8.ToArray());
                var block = new byte[64 << 10];
                while (Sent < _size)
                {
                    await stream.WriteAsync(block);
                    Interlocked.Add(ref _sent, block.Length);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // Nobody reads any more.
            }
        }
    }
}
