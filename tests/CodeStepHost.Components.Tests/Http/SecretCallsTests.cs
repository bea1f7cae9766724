using System.Globalization;
using System.IO.Compression;
using System.Text;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Tests.Http;

/// <summary>Secrets on their way to real servers and back.</summary>
public sealed class SecretCallsTests
{
    private const string Value = "s3cr3t/v&lue+1";

    private static readonly SecretPlaceholders Placeholders = new([1]);
    private static readonly string Token = Placeholders.Of("TOKEN");
    private static readonly EgressRules Local = EgressRules.Parse(["127.0.0.1", "localhost"]);

    [Fact]
    public async Task A_bound_host_gets_the_value_and_an_echo_of_it_comes_back_as_what_the_script_sent()
    {
        using var server = new LoopbackServer(request => LoopbackServer.Response("200 OK", $"X-Echo: {Header(request, "Authorization")}\r\nX-Basic: {Header(request, "X-Basic")}\r\nContent-Type: text/plain\r\n", request));
        using var http = Http("127.0.0.1");
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"ann:{Token}"));
        var answer = await http.SendAsync(Calls.Of(server.Url($"/a?key={Token}"), $$"""{"t":"{{Token}}"}""", ("Authorization", $"Bearer {Token}"), ("X-Basic", basic)), Local, Cancel);

        Assert.Null(answer.Error);
        var sent = Assert.Single(server.Requests);
        Assert.StartsWith($"POST /a?key={Uri.EscapeDataString(Value)} HTTP/1.1\r\n", sent, StringComparison.Ordinal);
        Assert.Contains($"Authorization: Bearer {Value}\r\n", sent, StringComparison.Ordinal);
        Assert.Contains($"X-Basic: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"ann:{Value}"))}\r\n", sent, StringComparison.Ordinal);
        Assert.EndsWith($$"""{"t":"{{Value}}"}""", sent, StringComparison.Ordinal);

        var back = Encoding.UTF8.GetString(Convert.FromBase64String(answer.Body!));
        Assert.StartsWith($"POST /a?key={Uri.EscapeDataString(Token)} HTTP/1.1\r\n", back, StringComparison.Ordinal);
        Assert.Contains($"Authorization: Bearer {Token}\r\n", back, StringComparison.Ordinal);
        Assert.EndsWith($$"""{"t":"{{Token}}"}""", back, StringComparison.Ordinal);
        Assert.Contains(KeyValuePair.Create("x-echo", $"Bearer {Token}"), answer.Headers);
        Assert.Contains(KeyValuePair.Create("x-basic", basic), answer.Headers);
        Assert.Equal(server.Url($"/a?key={Token}"), answer.Url);
        Assert.DoesNotContain("s3cr3t", $"{answer}{string.Join(' ', answer.Headers)}{back}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3cr3t/v&lue+1")]
    [InlineData("s3cr3t\\/v\\u0026lue\\u002B1")]
    [InlineData("s3cr3t%2Fv%26lue%2B1")]
    [InlineData("s3cr3t%2fv%26lue%2b1")]
    [InlineData("s3cr3t/v&amp;lue+1")]
    [InlineData("czNjcjN0L3YmbHVlKzE=")]
    public async Task However_a_server_writes_it_no_value_comes_back(string written)
    {
        using var server = new LoopbackServer(_ =>
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
                gzip.Write(Encoding.UTF8.GetBytes($"before {written} after"));
            return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 it was {written}\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length.ToString(CultureInfo.InvariantCulture)}\r\nX-It: {written}\r\n\r\n"), .. packed.ToArray()];
        });
        using var http = Http("127.0.0.1");

        // Also in the answer to a call that took no secret along.
        var answer = await http.SendAsync(Calls.Of(server.Url()), Local, Cancel);

        Assert.Null(answer.Error);
        Assert.Matches(@"\Abefore \S+ after\z", Encoding.UTF8.GetString(Convert.FromBase64String(answer.Body!)));
        Assert.All((string[])[answer.StatusText, Encoding.UTF8.GetString(Convert.FromBase64String(answer.Body!)), .. answer.Headers.Select(header => header.Value)], text => Assert.DoesNotContain(written, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_is_none_is_not_quoted_with_a_value_in_it()
    {
        using var server = new LoopbackServer(_ => Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nyou sent {Value}\r\n\r\n"));
        using var http = Http("127.0.0.1");
        var error = (await http.SendAsync(Calls.Of(server.Url(), null, ("X", Token)), Local, Cancel)).Error!;
        Assert.Contains($"you sent {Token}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_not_bound_gets_no_request_and_the_error_names_secret_host_and_setting()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("200 OK"));
        using var http = Http("api.shop.example", "*.shop.example:8443");
        var error = (await http.SendAsync(Calls.Of(server.Url(), null, ("Authorization", $"Bearer {Token}")), Local, Cancel)).Error!;

        Assert.Equal(("SecretError", ErrorCodes.Secret), (error.Name, error.Code));
        Assert.Equal($"The secret 'TOKEN' is not for the host '127.0.0.1:{server.Port}', so nothing was sent there; the hosts that get it are listed in `secrets.TOKEN.hosts` of codestep.yaml: api.shop.example, *.shop.example:8443.", error.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Egress_comes_first()
    {
        using var http = Http("evil.example");
        Assert.Equal(ErrorCodes.EgressRefused, (await http.SendAsync(Calls.Of("http://evil.example/" + Token), Local, Cancel)).Error!.Code);
    }

    [Fact]
    public async Task A_redirect_to_another_origin_loses_headers_with_secrets_whatever_their_names()
    {
        using var outside = new LoopbackServer(_ => LoopbackServer.Response("200 OK", "", "there"));
        using var server = new LoopbackServer(_ => LoopbackServer.Response("302 Found", $"Location: {outside.Url("/x", "localhost")}\r\n"));
        using var http = Http("127.0.0.1");
        var answer = await http.SendAsync(Calls.Of(server.Url("/?k=" + Token), null, ("X-Plain", $"a {Token}"), ("X-Basic", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Token + ":"))), ("X-Other", "stays")), Local, Cancel);

        Assert.Null(answer.Error);
        Assert.Contains($"X-Plain: a {Value}\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
        var there = Assert.Single(outside.Requests);
        Assert.Contains("X-Other: stays\r\n", there, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Plain", there, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Basic", there, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("307 Temporary Redirect", "/x")]
    [InlineData("302 Found", "/x?token=s3cr3t%2Fv%26lue%2B1")]
    public async Task A_redirect_that_would_take_a_secret_to_another_host_is_refused(string status, string path)
    {
        using var outside = new LoopbackServer(_ => LoopbackServer.Response("200 OK", "", "there"));
        using var server = new LoopbackServer(_ => LoopbackServer.Response(status, $"Location: {outside.Url(path, "localhost")}\r\n"));
        using var http = Http("127.0.0.1");
        var error = (await http.SendAsync(Calls.Of(server.Url(), $"token={Token}", ("content-type", "application/x-www-form-urlencoded")), Local, Cancel)).Error!;

        Assert.Equal(ErrorCodes.Secret, error.Code);
        Assert.Contains($"'localhost:{outside.Port}'", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.Empty(outside.Requests);
    }

    [Fact]
    public async Task A_redirect_within_bound_hosts_takes_a_body_and_an_address_with_secrets_along()
    {
        using var next = new LoopbackServer(_ => LoopbackServer.Response("200 OK", "", "there"));
        using var server = new LoopbackServer(_ => LoopbackServer.Response("307 Temporary Redirect", $"Location: {next.Url($"/x?t={Uri.EscapeDataString(Value)}")}\r\n"));
        using var http = Http("127.0.0.1");
        var answer = await http.SendAsync(Calls.Of(server.Url(), Token, ("content-type", "text/csv")), Local, Cancel);

        Assert.Null(answer.Error);
        Assert.Equal(next.Url($"/x?t={Uri.EscapeDataString(Token)}"), answer.Url);
        var sent = Assert.Single(next.Requests);
        Assert.StartsWith($"POST /x?t={Uri.EscapeDataString(Value)} HTTP/1.1\r\n", sent, StringComparison.Ordinal);
        Assert.EndsWith(Value, sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_redirect_does_not_carry_in_the_open_what_was_sent_encrypted()
    {
        var secrets = new BoundSecrets(new Dictionary<string, SecretSettings> { ["TOKEN"] = new(Value, ["a.example"]) }, Placeholders);
        var hop = new HttpHop("POST", new Uri("https://a.example/"), [], Encoding.UTF8.GetBytes(Token));

        var refusal = Assert.Throws<SecretRefusedException>(() => secrets.CheckRedirect(hop, hop with { Target = new Uri("http://a.example/") }));
        Assert.Equal("'a.example' redirects a request with a secret in its body from https to http, to 'a.example'; it is not sent there.", refusal.Message);
        secrets.CheckRedirect(hop, hop with { Target = new Uri("http://a.example/"), Body = null });
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ScriptHttp Http(params string[] hosts) =>
        new(TimeProvider.System, new BoundSecrets(new Dictionary<string, SecretSettings> { ["TOKEN"] = new(Value, hosts) }, Placeholders));

    private static string Header(string request, string name) => request.Split("\r\n").First(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];
}
