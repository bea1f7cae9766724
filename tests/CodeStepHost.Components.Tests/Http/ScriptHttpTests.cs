using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Scripting.Frames;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Components.Tests.Http;

public sealed class ScriptHttpTests
{
    private static readonly EgressRules Local = EgressRules.Parse(["127.0.0.1"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_made_as_the_script_asked_and_answered_with_all_that_came_back()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("418 Teapot", "X-One: a\r\nX-One: b\r\nContent-Type: text/plain\r\n", "grüße"));
        using var http = new ScriptHttp(TimeProvider.System);
        var call = Call(server.Url("/x?y=1"), "POST", "hello", ("Authorization", "Bearer t"), ("Content-Type", "text/x"), ("Host", "other"), ("X-A", "1"));
        var answer = await http.SendAsync(call, Local, Cancel);

        Assert.Null(answer.Error);
        Assert.Equal((418, "Teapot", 3, server.Url("/x?y=1")), (answer.Status, answer.StatusText, answer.Call, answer.Url));
        Assert.Equal("grüße", Encoding.UTF8.GetString(Convert.FromBase64String(answer.Body!)));
        Assert.Equal(["a", "b"], answer.Headers.Where(header => header.Key == "x-one").Select(header => header.Value));
        Assert.Contains(KeyValuePair.Create("content-type", "text/plain"), answer.Headers);
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("POST /x?y=1 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains($"Host: 127.0.0.1:{server.Port}\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer t\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/x\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhello", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_address_is_refused_by_an_error_that_names_host_and_setting()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("200 OK"));
        using var http = new ScriptHttp(TimeProvider.System);
        var answer = await http.SendAsync(Call(server.Url()), EgressRules.Parse([]), Cancel);
        Assert.Equal(ErrorCodes.EgressRefused, answer.Error!.Code);
        Assert.Equal("The host '127.0.0.1' has the address 127.0.0.1, which is not on the public internet; list '127.0.0.1' in the `egress` of the step in flow.yaml to allow it.", answer.Error.Message);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[::127.0.0.1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://127.1/")]
    [InlineData("http://0/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://[::]/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::ffff:a9fe:a9fe]/latest")]
    [InlineData("http://2852039166/latest")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://api.example.com@127.0.0.1/")]
    [InlineData("http://api.example.com:80@10.0.0.1/")]
    [InlineData("http://127.0.0.1#@api.example.com/")]
    [InlineData("http://localhost/")]
    public async Task Other_spellings_of_a_private_address_are_refused(string url)
    {
        using var http = new ScriptHttp(TimeProvider.System);
        Assert.Equal(ErrorCodes.EgressRefused, (await http.SendAsync(Call(url), EgressRules.Parse([]), Cancel)).Error!.Code);
    }

    [Theory]
    [InlineData("http://127.0.0.1\\@api.example.com/")]
    [InlineData("http://１２７.0.0.1/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://192.168.0.1./")]
    public async Task What_a_resolver_might_take_for_a_private_address_is_not_called(string url)
    {
        using var http = new ScriptHttp(TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        Assert.NotNull((await http.SendAsync(Call(url), EgressRules.Parse([]), Cancel)).Error);
    }

    [Fact]
    public async Task A_public_name_that_resolves_to_a_private_address_is_refused()
    {
        using var http = new ScriptHttp(TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.216.34"), IPAddress.Parse("10.0.0.7")]));
        var answer = await http.SendAsync(Call("http://rebind.example/"), EgressRules.Parse([]), Cancel);
        Assert.Equal(ErrorCodes.EgressRefused, answer.Error!.Code);
        Assert.Contains("10.0.0.7", answer.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_resolved_once_and_what_was_checked_is_connected_to()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("200 OK"));
        var asked = 0;
        using var http = new ScriptHttp(TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Loopback : IPAddress.Parse("169.254.169.254")]));
        Assert.Equal(200, (await http.SendAsync(Call(server.Url(host: "rebind.example")), EgressRules.Parse(["rebind.example"]), Cancel)).Status);
        Assert.Equal(1, asked);
        Assert.Single(server.Requests);

        // The next connection asks anew, and is checked anew.
        Assert.Equal(ErrorCodes.EgressRefused, (await http.SendAsync(Call(server.Url(host: "rebind.example")), EgressRules.Parse(["rebind.example"]), Cancel)).Error!.Code);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("::ffff:10.0.0.7")]
    [InlineData("169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    public async Task A_redirect_to_a_name_whose_address_is_private_is_refused_and_nothing_is_sent(string address)
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("302 Found", "Location: http://inside.example/\r\n"));
        using var http = new ScriptHttp(TimeProvider.System, (host, _) => Task.FromResult<IPAddress[]>([host == "outside.example" ? IPAddress.Loopback : IPAddress.Parse(address)]));
        var answer = await http.SendAsync(Call(server.Url(host: "outside.example")), EgressRules.Parse(["outside.example"]), Cancel);
        Assert.Equal(ErrorCodes.EgressRefused, answer.Error!.Code);
        Assert.Contains("inside.example", answer.Error.Message, StringComparison.Ordinal);
        Assert.Contains("egress", answer.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_one_list_allowed_does_not_serve_a_step_of_another()
    {
        using var server = new LoopbackServer(_ => Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        using var http = new ScriptHttp(TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        var url = server.Url(host: "inside.example");
        Assert.Null((await http.SendAsync(Call(url), EgressRules.Parse(["inside.example"]), Cancel)).Error);
        Assert.Equal(ErrorCodes.EgressRefused, (await http.SendAsync(Call(url), EgressRules.Parse([]), Cancel)).Error!.Code);
    }

    [Fact]
    public async Task A_redirect_is_followed_and_loses_its_authorization_on_the_way_to_another_origin()
    {
        using var target = new LoopbackServer(_ => LoopbackServer.Response("200 OK", "", "there"));
        using var server = new LoopbackServer(_ => LoopbackServer.Response("302 Found", $"Location: {target.Url("/b")}\r\n"));
        using var http = new ScriptHttp(TimeProvider.System);
        var answer = await http.SendAsync(Call(server.Url("/a"), "POST", "secret", ("Authorization", "Bearer t"), ("X-Api-Key", "Bearer k"), ("Cookie", "Bearer=c"), ("X-Kept", "1")), Local, Cancel);

        Assert.Equal((200, target.Url("/b")), (answer.Status, answer.Url));
        var request = Assert.Single(target.Requests);
        Assert.StartsWith("GET /b", request, StringComparison.Ordinal);
        Assert.Contains("X-Kept: 1", request, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", request, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_to_a_private_address_is_refused()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("307 Temporary Redirect", "Location: http://169.254.169.254/latest/meta-data\r\n"));
        using var http = new ScriptHttp(TimeProvider.System);
        Assert.Equal(ErrorCodes.EgressRefused, (await http.SendAsync(Call(server.Url()), Local, Cancel)).Error!.Code);
    }

    [Fact]
    public async Task Redirects_without_end_are_an_error()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("301 Moved", "Location: /again\r\n"));
        using var http = new ScriptHttp(TimeProvider.System);
        Assert.Equal("ERR_FR_TOO_MANY_REDIRECTS", (await http.SendAsync(Call(server.Url()), Local, Cancel)).Error!.Code);
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_an_error_also_when_it_is_packed_small()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(new byte[ScriptHttp.LargestBody + 1]);
        byte[] response = [.. Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n"), .. packed.ToArray()];
        using var server = new LoopbackServer(_ => response);
        using var http = new ScriptHttp(TimeProvider.System);
        Assert.Equal("ERR_BODY_TOO_LARGE", (await http.SendAsync(Call(server.Url()), Local, Cancel)).Error!.Code);
    }

    [Fact]
    public async Task A_call_without_an_answer_times_out()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        using var server = new LoopbackServer(_ =>
        {
            asked.SetResult();
            return null;
        });
        using var http = new ScriptHttp(time);
        var answer = http.SendAsync(Call(server.Url()) with { TimeoutMilliseconds = 5000 }, Local, Cancel);
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("ETIMEDOUT", (await answer).Error!.Code);
    }

    [Fact]
    public async Task Failures_to_connect_have_the_codes_that_scripts_know()
    {
        int free;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            free = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        using var http = new ScriptHttp(TimeProvider.System, (_, _) => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)));
        var refused = (await http.SendAsync(Call($"http://127.0.0.1:{free}/"), Local, Cancel)).Error!;
        Assert.Equal(("ECONNREFUSED", $"connect ECONNREFUSED 127.0.0.1:{free}"), (refused.Code, refused.Message));
        var unknown = (await http.SendAsync(Call("http://nowhere.example/"), EgressRules.Parse([]), Cancel)).Error!;
        Assert.Equal(("ENOTFOUND", "getaddrinfo ENOTFOUND nowhere.example"), (unknown.Code, unknown.Message));
        Assert.Equal("ERR_INVALID_URL", (await http.SendAsync(Call("file:///etc/passwd"), Local, Cancel)).Error!.Code);
        Assert.Equal("ERR_INVALID_CHAR", (await http.SendAsync(Call("http://127.0.0.1/", "GET", null, ("X", "a\r\nb: c")), Local, Cancel)).Error!.Code);
    }

    private static HttpCall Call(string url, string method = "GET", string? body = null, params (string Name, string Value)[] headers) => new(
        3,
        method,
        url,
        [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
        body is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(body)),
        null);
}
