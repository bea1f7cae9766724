using System.Text;
using System.Text.Json.Nodes;
using CodeStepHost.Testing.Cases;
using CsCheck;

namespace CodeStepHost.Testing.Tests.Cases;

/// <summary>What an <c>input.json</c> may say, and how what it may not say is told.</summary>
public sealed class CaseInputReaderTests
{
    [Fact]
    public async Task Everything_wrong_is_told_at_its_place_with_what_was_probably_meant()
    {
        string[] wrong =
        [
            "",
            "{ \"message\": { \"body\": {} }",
            "{ \"message\": { \"body\": {} } } x",
            "[]",
            "{}",
            "{ \"mesage\": { \"body\": {} } }",
            "{\n  \"message\": { \"body\": {} },\n  \"message\": {}\n}",
            "{ \"message\": \"text\" }",
            "{ \"message\": {}, \"error\": {} }",
            "{ \"message\": {}, \"clock\": \"noon\", \"seed\": -1, \"rebounds\": 1.5, \"caller\": \"yes\", \"config\": [], \"keys\": 1, \"step\": 7 }",
            "{ \"message\": {}, \"variables\": { \"a\": {} }, \"limits\": { \"time\": \"soon\", \"memory\": 1 } }",
            "{\n  \"message\": {},\n  \"http\": [\n    { \"request\": { \"urll\": \"x\" } },\n    { \"request\": { \"url\": \"x\" } },\n    { \"response\": {} },\n    7\n  ]\n}",
            "{ \"message\": {}, \"http\": [{ \"request\": { \"url\": \"x\" }, \"response\": { \"status\": 99, \"headers\": { \"a\": 1 }, \"bodyBase64\": \"!\" }, \"times\": 0 }] }",
            "{ \"message\": {}, \"completely\": 1 }",
            "{ \"message\": { \"body\": 01 } }",
            "{ \"message\": {}, \"messages\": [{ \"body\": 1 }] }",
            "{ \"messages\": [{ \"wait\": \"5m\" }, 7] }",
            "{ \"messages\": [{ \"body\": 1 }, { \"wait\": \"soon\" }], \"env\": { \"A\": 1 } }",
            "{ \"message\": {}, \"database\": \"select\" }",
            "{ \"message\": {}, \"database\": [{ \"row\": [] }, { \"rows\": [1], \"affected\": -1, \"error\": { \"kode\": \"x\" } }] }",
            "{ \"message\": {}, \"database\": { \"befor\": \"x\" } }",
        ];
        var text = new StringBuilder();
        foreach (var input in wrong)
        {
            Assert.Null(CaseInputReader.Read(Encoding.UTF8.GetBytes(input), "input.json", out var problems));
            text.Append(input).Append('\n').AppendJoin('\n', problems).Append("\n\n");
        }

        await Verify(text.ToString());
    }

    [Fact]
    public void A_body_is_passed_on_as_it_was_written()
    {
        const string body = """{"price":1.10,"big":12345678901234567890.123,"text":"\u00e9\ud83d\ude00","a":1,"a":2}""";

        var input = Read($$"""{ "message": { "body": {{body}} } }""");

        Assert.Equal($$$"""{"body":{{{body}}},"headers":{}}""", Encoding.UTF8.GetString(input.Content!.Value.Span));
    }

    [Fact]
    public void The_id_stands_beside_the_content_as_in_a_store()
    {
        var input = Read("""{ "message": { "id": "m", "headers": { "x": "1" }, "query": { "q": "2" } } }""");

        Assert.Equal("m", input.MessageId);
        Assert.Equal("""{"headers":{ "x": "1" },"query":{ "q": "2" },"body":{}}""", Encoding.UTF8.GetString(input.Content!.Value.Span));
    }

    [Fact]
    public void Any_JSON_value_is_read_or_refused_but_never_breaks_the_reader() =>
        Gen.String[0, 60].Select(Gen.Int[0, 200], (text, cut) => (text, cut)).Sample(sample =>
        {
            var whole = $$"""{ "message": { "body": {{JsonValue.Create(sample.text).ToJsonString()}} }, "http": [{ "request": { "url": "u" }, "error": {} }] }""";
            Assert.NotNull(Read(whole));
            var bytes = Encoding.UTF8.GetBytes(whole);
            var part = bytes[..Math.Min(sample.cut, bytes.Length - 1)];
            Assert.Null(CaseInputReader.Read(part, "input.json", out var problems));
            Assert.NotEmpty(problems);
        });

    [Fact]
    public void The_schema_and_the_reader_know_the_same_keys()
    {
        var schema = JsonNode.Parse(CaseSchema.Text)!;
        Check(schema, "{0}");
        Check(schema["definitions"]!["exchange"]!, """{{ "message": {{}}, "http": [{0}] }}""");
        Check(schema["definitions"]!["exchange"]!["properties"]!["request"]!, """{{ "message": {{}}, "http": [{{ "request": {0} }}] }}""");
        Check(schema["definitions"]!["exchange"]!["properties"]!["response"]!, """{{ "message": {{}}, "http": [{{ "response": {0} }}] }}""");
        Check(schema["definitions"]!["exchange"]!["properties"]!["error"]!, """{{ "message": {{}}, "http": [{{ "error": {0} }}] }}""");
        Check(schema["definitions"]!["result"]!, """{{ "message": {{}}, "database": [{0}] }}""");
        Check(schema["definitions"]!["result"]!["properties"]!["error"]!, """{{ "message": {{}}, "database": [{{ "error": {0} }}] }}""");
        Check(schema["properties"]!["database"]!, """{{ "message": {{}}, "database": {0} }}""");
        Check(schema["definitions"]!["failure"]!, """{{ "error": {0} }}""");
        Check(schema["properties"]!["limits"]!, """{{ "message": {{}}, "limits": {0} }}""");

        static void Check(JsonNode owner, string place)
        {
            // Of an unknown key nothing is near, so the reader lists what it knows.
            CaseInputReader.Read(Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, place, """{ "qqqqqqqqqqqqqq": 1 }""")), "input.json", out var problems);
            var listed = problems.Select(problem => problem.Message).Single(message => message.StartsWith("unknown key", StringComparison.Ordinal));
            var known = listed.Split('`').Where((_, index) => index % 2 == 1).Skip(1);
            Assert.Equal(owner["properties"]!.AsObject().Select(property => property.Key).Where(key => key[0] != '$').Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
        }
    }

    private static CaseInput Read(string text) =>
        CaseInputReader.Read(Encoding.UTF8.GetBytes(text), "input.json", out var problems) ?? throw new InvalidOperationException(string.Join('\n', problems));
}
