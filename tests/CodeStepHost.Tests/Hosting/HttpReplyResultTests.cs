using System.Text;
using System.Text.Json;
using CodeStepHost.Hosting.Ingress;
using CodeStepHost.Scripting.Frames;
using CsCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Tests.Hosting;

/// <summary>Replies of every kind on a real wire: the caller gets what the reply says, or is told that it cannot be sent.</summary>
public sealed class HttpReplyResultTests : IAsyncLifetime
{
    private static readonly Gen<string> Text = Gen.OneOf(
        "\"\"", "\"Ok\"", "\"ä\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"a\\r\\nb\"", "\"\\u0000\"", "\"gzip\"", "\"text/html\"", "\"201\"", "\"abc\"", "\" \"", "\"\\u2028\"", "\"😀\"");

    private static readonly Gen<string> Number = Gen.OneOf(Gen.OneOf("0", "-1", "99", "100", "101", "200", "204", "205", "304", "200.5", "2e2", "599", "600", "1000", "99999", "1e999", "-0"), Gen.Int[150, 650].Select(number => $"{number}"));

    private static readonly Gen<string> Name = Gen.OneOf(
        "", "x-a", "X-A", "content-type", "content-length", "content-encoding", "transfer-encoding", "set-cookie", "a b", "ä", "\\ud800", "a:b", "a\\nb", "connection", "trailer", "location", "host", ":status");

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth > 3
        ? Gen.OneOf(Text, Number, Gen.OneOf("null", "true", "false"))
        : Gen.Frequency(
            (3, Text),
            (2, Number),
            (1, Gen.OneOf("null", "true", "[]", "{}", new string('[', 63) + new string(']', 63), new string('[', 70) + new string(']', 70))),
            (1, inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
            (1, Object(inner))));

    private static readonly Gen<string> Reply = Gen.Frequency(
        (1, Value),
        (6, Gen.Select(Gen.Frequency((3, Gen.Const("200")), (3, Number), (1, Value)), Gen.Frequency((3, Object(Text)), (1, Value)), Value, (status, headers, body) => $$"""{"statusCode":{{status}},"headers":{{headers}},"body":{{body}}}""")));

    private readonly WebApplication _app = Application();

    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Whatever_a_reply_is_the_caller_gets_an_answer() => await Reply.SampleAsync(
        async reply =>
        {
            var json = Encoding.UTF8.GetBytes(reply);
            using var response = await _http.PostAsync(new Uri("/", UriKind.Relative), new ByteArrayContent(json));
            var body = await response.Content.ReadAsStringAsync();
            if (!HttpReply.TryRead(json, out var promised, out var problem))
            {
                using var told = JsonDocument.Parse(body);
                return ((int)response.StatusCode, told.RootElement.GetProperty("error").GetProperty("message").GetString()) == (500, $"the flow's reply cannot be sent: {problem}");
            }

            return (int)response.StatusCode == promised.Status
                && body == (promised.Body is null ? string.Empty : Encoding.UTF8.GetString(promised.Body))
                && promised.Headers.All(header => response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).Any(sent => sent.Key.Equals(header.Key, StringComparison.OrdinalIgnoreCase)));
        },
        iter: 600,
        threads: 1);

    private static Gen<string> Object(Gen<string> value) => Gen.Select(Name, value).Array[0, 3].Select(members => $"{{{string.Join(',', members.DistinctBy(member => member.Item1).Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}");

    private static WebApplication Application()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/", async (HttpRequest request) =>
        {
            using var sent = new MemoryStream();
            await request.Body.CopyToAsync(sent);
            return (IResult)new HttpReplyResult(sent.ToArray());
        });
        return app;
    }
}
