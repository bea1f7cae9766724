using System.Text;
using System.Text.Json;
using CodeStepHost.Sandbox.Tests.Support;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>What the HTTP functions of JavaScript ask of the host, and what they make of its answers.</summary>
public sealed class HttpCallTests
{
    [Fact]
    public void Axios_asks_the_host_and_gives_a_response()
    {
        var (calls, lines) = Run(
            """
            async function run(msg) {
              const client = axios.create({ baseURL: 'https://shop/api', auth: { username: 'u', password: 'p' }, timeout: 1234, maxRedirects: 3 });
              const r = await client.post('/orders', { n: 1 }, { params: { page: 2, tags: ['a'] }, headers: { 'X-Trace': 't' } });
              return [r.status, r.statusText, r.data, r.headers['content-type'], r.headers.get('x-a'), r.headers['set-cookie'], r.config.url, r.request.res.responseUrl];
            }
            """,
            Answer(1, 201, """{"id":7}""", new("content-type", "application/json"), new("X-A", "1"), new("set-cookie", "a=1"), new("set-cookie", "b=2")));
        var call = Assert.Single(calls);
        Assert.Equal(("POST", "https://shop/api/orders?page=2&tags%5B%5D=a", 1234, 3), (call.Method, call.Url, call.TimeoutMilliseconds, call.MostRedirects));
        Assert.Equal("""{"n":1}""", Encoding.UTF8.GetString(Convert.FromBase64String(call.Body!)));
        var headers = call.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        Assert.Equal("application/json", headers["content-type"]);
        Assert.Equal("Basic dTpw", headers["authorization"]);
        Assert.Equal("t", headers["x-trace"]);
        Assert.Equal("""data {"body":[201,"OK",{"id":7},"application/json","1",["a=1","b=2"],"/orders","http://answered/"],"headers":{}}""", lines[^2]);
    }

    [Theory]
    [InlineData("const e = await axios.get('http://shop/x').catch(e => e); return [axios.isAxiosError(e), e instanceof Error, e.code, e.message, e.response.status, e.response.data]", 404, "\"gone\"",
        """[true,true,"ERR_BAD_REQUEST","Request failed with status code 404",404,"gone"]""")]
    [InlineData("const e = await axios.get('http://shop/x').catch(e => e); return [e.code, e.message, e.response.status]", 503, "", """["ERR_BAD_RESPONSE","Request failed with status code 503",503]""")]
    [InlineData("const r = await axios.get('http://shop/x', { validateStatus: null }); return [r.status, r.data]", 500, "oops", """[500,"oops"]""")]
    [InlineData("const r = await axios('http://shop/x', { responseType: 'arraybuffer' }); return [Buffer.isBuffer(r.data), r.data.toString()]", 200, "hi", """[true,"hi"]""")]
    [InlineData("const r = await axios.get('http://shop/x', { responseType: 'text' }); return r.data", 200, "{\"a\":1}", "\"{\\\"a\\\":1}\"")]
    [InlineData("const r = await axios.get('http://shop/x', { transformResponse: (text) => text.length }); return r.data", 200, "four", "4")]
    [InlineData("const r = await axios.get('http://shop/x', { maxContentLength: 2 }).catch(e => e); return [r.code, r.message]", 200, "four", """["ERR_BAD_RESPONSE","maxContentLength size of 2 exceeded"]""")]
    [InlineData("const r = await fetch('http://shop/x'); return [r.ok, r.status, r.redirected, await r.text()]", 404, "no", """[false,404,true,"no"]""")]
    [InlineData("const r = await request({ uri: 'http://shop/x', json: true }); return [r.statusCode, r.body, r.headers]", 409, "{\"a\":1}", """[409,{"a":1},{"content-type":"text/plain"}]""")]
    public void What_came_back_becomes_a_response_or_an_error(string body, int status, string content, string expected)
    {
        var (_, lines) = Run($"async function run(msg) {{ {body} }}", Answer(1, status, content, new KeyValuePair<string, string>("content-type", "text/plain")));
        Assert.Equal(Canonical("{\"body\":" + expected + ",\"headers\":{}}"), Canonical(lines[^2]["data ".Length..]));
    }

    [Theory]
    [InlineData("await request({ url: 'http://shop/q?z=1', qs: { a: [1, 2], o: { x: 'y z' }, none: undefined, nil: null } })", "GET", "http://shop/q?z=1&a%5B0%5D=1&a%5B1%5D=2&o%5Bx%5D=y%20z&nil=", "")]
    [InlineData("await request.post({ url: 'http://shop/f', form: { b: [1], c: \"it's\" } })", "POST", "http://shop/f", "b%5B0%5D=1&c=it%27s")]
    [InlineData("await request({ url: 'http://shop/', method: 'PUT', json: true, body: 'text' })", "PUT", "http://shop/", "\"text\"")]
    [InlineData("await request(new URL('http://shop/u'))", "GET", "http://shop/u", "")]
    [InlineData("await request(require('url').parse('http://shop/p'))", "GET", "http://shop/p", "")]
    [InlineData("await request({ baseUrl: 'http://shop/api', uri: '/orders' })", "GET", "http://shop/api/orders", "")]
    [InlineData("await request.del('http://shop/1')", "DELETE", "http://shop/1", "")]
    [InlineData("await request.defaults({ qs: { k: 1 }, headers: { x: 'y' } }).get('http://shop/d')", "GET", "http://shop/d?k=1", "")]
    public void Request_asks_as_the_npm_package_does(string call, string method, string url, string body)
    {
        var (calls, _) = Run($"async function run(msg) {{ {call} }}", Answer(1, 200, ""));
        var made = Assert.Single(calls);
        Assert.Equal((method, url, body), (made.Method, made.Url, Encoding.UTF8.GetString(Convert.FromBase64String(made.Body ?? ""))));
    }

    [Fact]
    public void Request_calls_back_with_the_response_and_its_body()
    {
        var (_, lines) = Run(
            "function run(msg) { request.get({ url: 'http://shop/', json: true }, (error, response, body) => this.emit('data', { body: [error, response.statusCode, body] })); }",
            Answer(1, 200, """{"a":1}"""));
        Assert.Equal("""data {"body":[null,200,{"a":1}],"headers":{}}""", lines[^2]);
    }

    [Fact]
    public void An_option_of_request_that_is_not_there_is_named()
    {
        var (calls, lines) = Run("async function run(msg) { await request.post({ url: 'http://shop/', formData: { a: '1' } }) }");
        Assert.Empty(calls);
        Assert.StartsWith("threw Error: request does not have the option 'formData' here; send what it makes as body, with its headers.", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ECONNREFUSED", "await axios.get('http://shop/')", "threw Error: reached no one code=ECONNREFUSED at step.js:1:33")]
    [InlineData("ETIMEDOUT", "await axios.get('http://shop/', { timeout: 5 })", "threw AxiosError: timeout of 5ms exceeded code=ECONNABORTED at step.js:1:33")]
    [InlineData("egress.refused", "await axios.get('http://shop/')", "threw Error: reached no one code=egress.refused at step.js:1:33")]
    [InlineData("ECONNRESET", "await request('http://shop/')", "threw Error: reached no one code=ECONNRESET at step.js:1:33")]
    public void A_call_without_an_answer_is_an_error_with_its_code(string code, string call, string expected)
    {
        var (_, lines) = Run($"async function run(msg) {{ {call} }}", Answer(1, 0, "") with { Error = new ScriptFailure("Error", "reached no one", Code: code) });
        Assert.Equal(expected, lines[^1].Split(" <- ")[0]);
    }

    [Theory]
    [InlineData("fetch(address)")]
    [InlineData("fetch(address).then((r) => r.json())")]
    [InlineData("request(address)")]
    [InlineData("request.post({ url: address, json: { a: 1 } })")]
    [InlineData("axios.get(address)")]
    [InlineData("axios.create().post(address, {}).then((r) => r.data)")]
    public void A_call_without_an_answer_is_an_error_at_the_call(string call)
    {
        const string Rest = """

              await wait(1);
              log('later');
              await wait(1);
            }
            function log(text) { console.log(text); }
            const address = 'http://shop/';
            """;
        foreach (var (script, place, callers) in ((string, string, string)[])[
            ($"async function run(msg) {{\n  {call};{Rest}", "step.js:2:", "at run (step.js:2:"),
            ($"async function run(msg) {{\n  await null;\n  {call};{Rest}", "step.js:3:", "at run (step.js:3:"),
            ($"async function run(msg) {{\n  await load();\n}}\nasync function load() {{\n  await null;\n  await {call};{Rest}", "step.js:6:", "at load (step.js:6:"),
        ])
        {
            var failure = Failure(script, Answer(1, 0, "") with { Error = new ScriptFailure("Error", "reached no one", Code: "ECONNREFUSED", Cause: new ScriptFailure("Error", "below")) });
            Assert.StartsWith(place, $"{failure.File}:{failure.Line}:{failure.Column}", StringComparison.Ordinal);
            Assert.Contains(callers, failure.Stack, StringComparison.Ordinal);
            Assert.Equal(script.Contains("load()", StringComparison.Ordinal), failure.Stack!.Contains("at async run (step.js:2:3)", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("await axios.postForm('http://shop/', { a: 'x', list: [1, 2], o: { b: true }, none: undefined })", "a=x|list[]=1|list[]=2|o[b]=true")]
    [InlineData("await axios.post('http://shop/', { 'a\"b': 'one\\ntwo' }, { headers: { 'Content-Type': 'multipart/form-data' } })", "a%22b=one\r\ntwo")]
    [InlineData("await axios.putForm('http://shop/', { file: Buffer.from('hi') })", "file=hi")]
    public void Axios_sends_a_form_in_parts(string call, string expected)
    {
        var (calls, lines) = Run($"async function run(msg) {{ {call} }}", Answer(1, 200, ""));
        var made = calls is [var only] ? only : throw new InvalidOperationException(string.Join('\n', lines));
        var type = made.Headers.Single(header => header.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Value;
        Assert.StartsWith("multipart/form-data; boundary=", type, StringComparison.Ordinal);
        var boundary = "--" + type.Split("boundary=")[1];
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(made.Body!));
        Assert.EndsWith(boundary + "--\r\n", text, StringComparison.Ordinal);
        var fields = text.Split(boundary + "\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split(boundary)[0].Split("\r\n\r\n", 2))
            .Select(part => $"{part[0].Split("name=\"")[1].Split('"')[0]}={part[1][..^2]}");
        Assert.Equal(expected, string.Join('|', fields));
    }

    [Fact]
    public void A_form_in_parts_of_axios_may_be_sent_as_a_query_text_too()
    {
        var (calls, _) = Run("async function run(msg) { await axios.post('http://shop/', { a: 'x y', l: [1, 2] }, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }) }", Answer(1, 200, ""));
        Assert.Equal("a=x+y&l%5B%5D=1&l%5B%5D=2", Encoding.UTF8.GetString(Convert.FromBase64String(Assert.Single(calls).Body!)));
    }

    [Fact]
    public void An_error_that_a_status_makes_is_one_at_the_call_too()
    {
        var failure = Failure("async function run(msg) {\n  await null;\n  await load();\n}\nasync function load() {\n  await null;\n  return (await axios.get('http://shop/')).data;\n}", Answer(1, 404, "gone"));
        Assert.Equal("AxiosError: Request failed with status code 404\n    at load (step.js:7:17)\n    at async run (step.js:3:3)", failure.Stack);
    }

    [Theory]
    [InlineData("const c = new AbortController(); setTimeout(() => c.abort(), 1); await axios.get('http://shop/', { signal: c.signal })", "threw CanceledError: canceled code=ERR_CANCELED")]
    [InlineData("const s = axios.CancelToken.source(); setTimeout(() => s.cancel('enough'), 1); await axios.get('http://shop/', { cancelToken: s.token })", "threw CanceledError: enough code=ERR_CANCELED")]
    [InlineData("const c = new AbortController(); setTimeout(() => c.abort(), 1); await fetch('http://shop/', { signal: c.signal })", "threw AbortError: This operation was aborted code=20")]
    [InlineData("await fetch('http://shop/', { signal: AbortSignal.timeout(1) })", "threw TimeoutError: The operation was aborted due to timeout code=23")]
    public void A_call_that_is_not_wanted_any_more_ends_without_its_answer(string body, string expected)
    {
        var (calls, lines) = Run($"async function run(msg) {{ setTimeout(() => {{}}, 50); {body} }}");
        Assert.Single(calls);
        Assert.StartsWith(expected, lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("await fetch('http://shop/', { redirect: 'manual' })", 0)]
    [InlineData("await request({ uri: 'http://shop/', followRedirect: false })", 0)]
    [InlineData("await axios.get('http://shop/', { maxRedirects: 0 })", 0)]
    [InlineData("await fetch('http://shop/')", null)]
    public void A_script_says_how_many_redirects_are_followed(string call, int? expected)
    {
        var (calls, _) = Run($"async function run(msg) {{ {call} }}", Answer(1, 200, ""));
        Assert.Equal(expected, Assert.Single(calls).MostRedirects);
    }

    private static ScriptFailure Failure(string script, HttpAnswer answer)
    {
        using var input = new MemoryStream();
        Frames.Write(input, 1, Frames.Script("step.js", script));
        Frames.Write(input, 1, Frames.Message());
        Frames.Write(input, 1, answer);
        input.Position = 0;
        using var output = new MemoryStream();
        using (var process = new ScriptProcess(input, output, TimeProvider.System))
            process.Run();
        output.Position = 0;
        while (Frames.Read(output) is { } frame)
        {
            if (frame.Type == FrameType.Ended)
                return JsonSerializer.Deserialize(frame.Payload, FrameJson.Default.EndedPayload)!.Error!;
        }
        throw new EndOfStreamException("The execution did not end.");
    }

    private static string Canonical(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement);

    private static HttpAnswer Answer(int call, int status, string body, params KeyValuePair<string, string>[] headers) =>
        new(call, status, "OK", headers, body.Length == 0 ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(body)), "http://answered/", null);

    private static (IReadOnlyList<HttpCall> Calls, IReadOnlyList<string> Lines) Run(string script, params HttpAnswer[] answers)
    {
        using var input = new MemoryStream();
        Frames.Write(input, 1, Frames.Script("step.js", script));
        Frames.Write(input, 1, Frames.Message());
        foreach (var answer in answers)
            Frames.Write(input, 1, answer);
        input.Position = 0;
        using var output = new MemoryStream();
        using (var process = new ScriptProcess(input, output, TimeProvider.System))
            process.Run();
        output.Position = 0;
        var calls = new List<HttpCall>();
        var lines = new List<string>();
        while (Frames.Read(output) is { } frame)
        {
            if (frame.Type == FrameType.HttpRequest)
                calls.Add(JsonSerializer.Deserialize(frame.Payload, FrameJson.Default.HttpCall)!);
            lines.AddRange(FrameText.Lines(frame.Type, frame.Payload));
        }
        return (calls, lines);
    }
}
