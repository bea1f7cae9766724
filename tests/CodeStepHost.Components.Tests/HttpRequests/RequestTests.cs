using System.Net;
using System.Text.Json;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.Tests.Http;
using CodeStepHost.Flows.Running;
using static CodeStepHost.Components.Tests.HttpRequests.RequestStage;

namespace CodeStepHost.Components.Tests.HttpRequests;

public sealed class RequestTests(RequestStage stage) : IClassFixture<RequestStage>
{
    [Fact]
    public async Task A_request_is_made_of_the_message_and_its_answer_is_the_body()
    {
        using var server = new LoopbackServer(_ => Json("""{"sku":"A/1","price":2.50}"""));
        var run = await stage.RunAsync(
            """
            url: ${server}/products/${body.sku}?x=1
            method: PUT
            query: { q: "${body.words}", none: "${body.nothing}", cur: "${$variables.currency}", page: 2 }
            headers:
              X-Order: "no ${body.number}"
              X-None: ${body.nothing}
            body:
              order: ${body}
              text: "for ${body.customer.name}"
              gone: ${body.nothing}
              list: ["${body.number}", 2, true, null]
            """,
            server,
            """{"sku":"A/1 ?&","number":7,"words":["a b","c"],"customer":{"name":"Ann"}}""");

        Assert.Equal("""{"sku":"A/1","price":2.50}""", Assert.Single(run.Bodies));
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("PUT /products/A%2F1%20%3F%26?x=1&q=a%20b&q=c&cur=EUR&page=2 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("X-Order: no 7\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("X-None", request, StringComparison.Ordinal);
        Assert.Contains("User-Agent: CodeStepHost\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("""{"order":{"sku":"A/1 ?&","number":7,"words":["a b","c"],"customer":{"name":"Ann"}},"text":"for Ann","list":[7,2,true,null]}""", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user-agent: shop", "shop")]
    [InlineData("User-Agent: \"${body.none}\"", "CodeStepHost")]
    public async Task What_the_config_says_of_the_user_agent_holds(string header, string sent)
    {
        using var server = new LoopbackServer(_ => Json("{}"));
        await stage.RunAsync($"url: ${{server}}/\nheaders: {{ {header} }}", server);
        Assert.Equal(sent, Assert.Single(server.Requests).Split("\r\n").FirstOrDefault(line => line.StartsWith("User-Agent: ", StringComparison.OrdinalIgnoreCase))?[12..]);
    }

    [Theory]
    [InlineData("body: plain ${body.n}", "", "text/plain; charset=utf-8", "plain 7")]
    [InlineData("body: ${body}", "", "application/json", """{"n":7,"s":"a&b"}""")]
    [InlineData("body: ${body.s}", "", "text/plain; charset=utf-8", "a&b")]
    [InlineData("body: ${body.gone}", "", null, "")]
    [InlineData("body: 42", "", "application/json", "42")]
    [InlineData("body: [\"${body.n}\"]", "", "application/json", "[7]")]
    [InlineData("body: { a: \"${body.s}\", b: [1, x], c: \"${body.gone}\" }", "Content-Type: application/x-www-form-urlencoded", "application/x-www-form-urlencoded", "a=a%26b&b=1&b=x")]
    [InlineData("body: <x>${body.n}</x>", "Content-Type: application/xml", "application/xml", "<x>7</x>")]
    [InlineData("body: \"${ { 'n': body.n + 1, 't': '}' } }\"", "", "application/json", """{"n":8,"t":"}"}""")]
    public async Task A_body_is_sent_as_what_it_is(string body, string header, string? type, string sent)
    {
        using var server = new LoopbackServer(_ => Json("{}"));
        await stage.RunAsync($"url: ${{server}}/\nmethod: POST\n{body}\nheaders: {{ {header} }}", server, """{"n":7,"s":"a&b"}""");
        var request = Assert.Single(server.Requests);
        Assert.Equal(type, request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Type: ", StringComparison.Ordinal))?[14..]);
        Assert.EndsWith("\r\n\r\n" + sent, request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", "{\"a\":1}", """{"a":1}""")]
    [InlineData("application/problem+json; charset=utf-8", "[1,2]", "[1,2]")]
    [InlineData("application/json", "12345678901234567890.10", "12345678901234567890.10")]
    [InlineData("text/html", "<b>ü</b>", "\"<b>ü</b>\"")]
    [InlineData("application/octet-stream", "abc", "\"YWJj\"")]
    [InlineData(null, "plain", "\"plain\"")]
    [InlineData("application/json", "", "{}")]
    [InlineData("nonsense", "abc", "\"abc\"")]
    public async Task What_comes_back_is_json_text_or_base64(string? type, string body, string emitted)
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("200 OK", type is null ? "" : $"Content-Type: {type}\r\n", body));
        Assert.Equal(emitted, Assert.Single((await stage.RunAsync("url: ${server}/", server)).Bodies));
    }

    [Fact]
    public async Task A_response_may_be_emitted_whole_and_put_into_the_incoming_body()
    {
        using var server = new LoopbackServer(_ => Json("7", "X-A: 1\r\nX-A: 2\r\n", "201 Created"));
        var run = await stage.RunAsync("url: ${server}/\nemit: response\nas: answer", server, """{"sku":1,"answer":0}""");
        Assert.Equal("""{"sku":1,"answer":{"statusCode":201,"headers":{"connection":"close","x-a":"1, 2","content-length":"1","content-type":"application/json"},"body":7}}""", Assert.Single(run.Bodies));
    }

    [Fact]
    public async Task A_body_that_is_no_object_can_take_nothing_in_and_nothing_is_asked_for()
    {
        using var server = new LoopbackServer(_ => Json("7"));
        var run = await stage.RunAsync("url: ${server}/\nas: answer", server, "[1]");
        Assert.Equal(("http.value", "The step needs a message whose body is an object; this one's is of kind array."), (run.Error.Code, run.Error.Message));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Each_item_may_be_a_message()
    {
        using var server = new LoopbackServer(_ => Json("""{"items":[{"n":1},{"n":2}],"total":2}"""));
        Assert.Equal(["""{"n":1}""", """{"n":2}"""], (await stage.RunAsync("url: ${server}/\nemit: each\nitems: response.body.items", server)).Bodies);
        Assert.Equal(["""{"k":1,"item":{"n":1}}"""], (await stage.RunAsync("url: ${server}/\nemit: each\nitems: response.body.items[n = body.k or n = 1]\nas: item", server, """{"k":1}""")).Bodies);
        Assert.Empty((await stage.RunAsync("url: ${server}/\nemit: each\nitems: response.body.others", server)).Bodies);
    }

    [Theory]
    [InlineData("pages: {}")]
    [InlineData("pages: { next: response.body.next }")]
    [InlineData("pages: { next: \"response.body.cursor ? { 'page': response.body.cursor }\" }")]
    public async Task Pages_are_followed_to_the_last(string pages)
    {
        using var server = new LoopbackServer(Page);
        var config = $"url: ${{server}}/items?page=1\nquery: {{ size: 2 }}\nitems: response.body.items\n{pages}\n";
        Assert.Equal("[1,2,3,4,5]", Assert.Single((await stage.RunAsync(config, server)).Bodies));
        Assert.Equal(["1", "2", "3", "4", "5"], (await stage.RunAsync(config + "emit: each", server)).Bodies);
        Assert.Equal(6, server.Requests.Count);
        if (pages.Contains("cursor", StringComparison.Ordinal))
            Assert.Contains(server.Requests, request => request.StartsWith("GET /items?size=2&page=2 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/items?page=1", "leads to a page that was read already")]
    [InlineData("http://elsewhere.example/items", "leads nowhere: the next page is on another server, http://elsewhere.example")]
    [InlineData("http://[", "leads nowhere: `http://[` is no address of a next page")]
    public async Task Pages_that_lead_in_circles_or_elsewhere_are_errors(string next, string problem)
    {
        using var server = new LoopbackServer(_ => Json($$"""{"next":"{{next}}"}"""));
        var run = await stage.RunAsync("url: ${server}/items?page=1\npages: { next: response.body.next }\nemit: each", server);
        Assert.Equal("http.pages", run.Error.Code);
        Assert.EndsWith(problem, run.Error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pages_without_end_stop_at_their_limit()
    {
        var page = 0;
        using var server = new LoopbackServer(_ => Json($$"""{"next":"/items?page={{++page}}"}"""));
        var run = await stage.RunAsync("url: ${server}/items\npages: { next: response.body.next, limit: 3 }", server);
        Assert.EndsWith("leads to more pages than pages.limit (3)", run.Error.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_page_that_fails_leaves_nothing_behind_for_the_rebound_to_double()
    {
        using var server = new LoopbackServer(request => request.Contains("page=3", StringComparison.Ordinal) ? LoopbackServer.Response("503 Service Unavailable") : Page(request));
        var run = await stage.RunAsync("url: ${server}/items?page=1\npages: {}\nitems: response.body.items\nemit: each\nretry: { limit: 0 }\nonError: rebound", server);
        Assert.Empty(run.Bodies);
        Assert.IsType<ComponentEnd.Completed>(run.End);
        Assert.EndsWith("answered 503 Service Unavailable", run.Rebound.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_expression_does_wrong_is_told_with_its_place()
    {
        using var server = new LoopbackServer(_ => Json("{}"));
        var run = await stage.RunAsync("url: ${server}/\nheaders:\n  X-A: \"n ${$number(body.n)}\"", server, """{"n":"seven"}""");
        Assert.Equal(("`headers.X-A`: Unable to cast value to a number: \"seven\"", "flow.yaml", 14), (run.Error.Message, run.Error.File, run.Error.Line));
        Assert.Equal(27, run.Error.Column);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("url: \"${server}/${body.gone}\"", "`url`: `${body.gone}` gives nothing, and a text is needed.")]
    [InlineData("url: \"${server}/${body.list}\"", "`url`: `${body.list}` gives an array, and a text is needed.")]
    [InlineData("url: \"${server}/${body.dots}/x\"", "`url`: a value is `..`, which would lead to another path.")]
    [InlineData("url: ${body.ftp}", "`url` gives no address that begins with `http://` or `https://`.")]
    [InlineData("url: ${body.user}", "`url` gives an address with a user or password in it; the step's `auth` is for those.")]
    [InlineData("url: ${server}/\nquery: { a: \"${body.object}\" }", "`query.a` gives an object, and a text is needed.")]
    [InlineData("url: ${server}/\nheaders: { a: \"${body.lines}\" }", "`headers.a`: the value has a line break or another character that no header can hold.")]
    [InlineData("url: ${server}/\nheaders: { a: \"${env.NOT_SET}\" }", "The step's config needs the environment variable NOT_SET, which is not set for the host.")]
    [InlineData("url: ${server}/\nmethod: ${body.method}", "`IT IS ${server}/` has no answer: 'IT IS' is no HTTP method.")]
    public async Task What_cannot_be_asked_is_told_and_not_asked(string config, string message)
    {
        using var server = new LoopbackServer(_ => Json("{}"));
        var run = await stage.RunAsync(config, server, """{"list":[1],"dots":"..","ftp":"ftp://x/","user":"http://a:b@127.0.0.1/","object":{},"lines":"a\r\nb","method":"it is"}""");
        Assert.Equal(message.Replace("${server}", server.Url("").TrimEnd('/'), StringComparison.Ordinal), run.Error.Message);
        Assert.Empty(server.Requests);
    }

    private static byte[] Page(string request)
    {
        var page = int.Parse(request.Split("page=")[1][..1]);
        var next = page < 3 ? page + 1 : 0;
        var items = string.Join(',', Enumerable.Range((page * 2) - 1, page == 3 ? 1 : 2));
        var body = next == 0 ? $$"""{"items":[{{items}}]}""" : $$"""{"items":[{{items}}],"next":"/items?page={{next}}","cursor":{{next}}}""";
        return Json(body, next == 0 ? "Link: </items?page=1>; rel=prev\r\n" : $"Link: </x>; title=\"a, <b>; rel=next\", </items?page={next}>; rel=\"last next\"\r\n");
    }
}
