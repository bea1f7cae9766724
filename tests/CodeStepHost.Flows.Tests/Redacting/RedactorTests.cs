using System.Text;
using System.Text.Json.Nodes;
using CodeStepHost.Flows.Redacting;
using CsCheck;

namespace CodeStepHost.Flows.Tests.Redacting;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("connect failed: Password=s3cr3t-word;Host=db", "connect failed: Password=<redacted:Password>;Host=db")]
    [InlineData("GET https://ann:s3cr3t@shop.example/x?api_key=abcdef123&page=2: timed out", "GET https://ann:<redacted:password>@shop.example/x?api_key=<redacted:api_key>&page=2: timed out")]
    [InlineData("it was known-value, again known-value", "it was <redacted:DB>, again <redacted:DB>")]
    [InlineData("""{"user":"ann","token":"abcdef123"}""", """{"user":"ann","token":"<redacted:token>"}""")]
    [InlineData("nothing = secret here", "nothing = secret here")]
    [InlineData("", "")]
    public void Secrets_leave_a_line_of_text(string text, string expected) => Assert.Equal(expected, new Redactor(known: [new KnownSecret("DB", "known-value")]).Redact(text));

    private static readonly Redactor Usual = new();

    [Theory]
    [InlineData("""{"password":"hunter2","Api-Key":"k","access_token":"t","x":1}""", """{"password":"<redacted:password>","Api-Key":"<redacted:Api-Key>","access_token":"<redacted:access_token>","x":1}""")]
    [InlineData("""{"secret":{"a":["x",7,true,null],"b":""}}""", """{"secret":{"a":["<redacted:secret>",0,true,null],"b":""}}""")]
    [InlineData("""{"headers":[{"name":"Authorization","value":"Basic YTpi"},{"name":"Accept","value":"text"}]}""", """{"headers":[{"name":"Authorization","value":"<redacted:Authorization>"},{"name":"Accept","value":"text"}]}""")]
    [InlineData("""{"author":"Ada","tokenless":"yes?","monkey":"k"}""", """{"author":"Ada","tokenless":"<redacted:tokenless>","monkey":"k"}""")]
    public void Values_with_a_secret_s_name_are_replaced_and_keep_their_shape(string json, string redacted) =>
        Assert.Equal(redacted, Text(Usual, json));

    [Theory]
    [InlineData("""{"password":"hunter2!","note":"it is hunter2!, really"}""", """{"password":"<redacted:password>","note":"it is <redacted:password>, really"}""")]
    [InlineData("""{"authorization":"Bearer abcdef123","url":"https://a/?k=abcdef123"}""", """{"authorization":"<redacted:authorization>","url":"https://a/?k=<redacted:authorization>"}""")]
    [InlineData("""{"url":"https://a/?api_key=abc%2Bdef&x=1","body":"abc+def"}""", """{"url":"https://a/?api_key=<redacted:api_key>&x=1","body":"<redacted:api_key>"}""")]
    [InlineData("""{"url":"https://ada:lovelace@a/"}""", """{"url":"https://ada:<redacted:password>@a/"}""")]
    [InlineData("""{"form":"grant=x&client_secret=s3cr3t!"}""", """{"form":"grant=x&client_secret=<redacted:client_secret>"}""")]
    [InlineData("""{"record":"{\"token\":\"tok-123456\"}"}""", """{"record":"{\"token\":\"<redacted:token>\"}"}""")]
    [InlineData("""{"token":"tok/en+1","url":"https://a/?t=tok%2Fen%2B1"}""", """{"token":"<redacted:token>","url":"https://a/?t=%3Credacted%3Atoken%3E"}""")]
    [InlineData("""{"pin_token":"abc","word":"abcdef"}""", """{"pin_token":"<redacted:pin_token>","word":"abcdef"}""")]
    public void A_secret_is_replaced_wherever_else_it_stands(string json, string redacted) =>
        Assert.Equal(redacted, Text(Usual, json));

    [Fact]
    public void What_the_host_knows_and_what_its_settings_name_is_replaced_too()
    {
        var redactor = new Redactor(["iban"], [new KnownSecret("shop-password", "pa55")]).WithCredential("""{"user":"ada.l","level":3}"""u8.ToArray());

        Assert.Equal("""{"customerIBAN":"<redacted:customerIBAN>","text":"pa55 → <redacted:shop-password>? <redacted:user>"}"""
            .Replace("pa55 →", "<redacted:shop-password> →", StringComparison.Ordinal), Text(redactor, """{"customerIBAN":"DE1","text":"pa55 → pa55? ada.l"}"""));
        Assert.DoesNotContain("pa55", new KnownSecret("shop-password", "pa55").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_redacted_stays_as_it_is_when_it_is_redacted_again() =>
        Gen.Select(Gen.String[6, 12], Gen.String[0, 20]).Sample((secret, text) =>
        {
            var json = new JsonObject { ["password"] = secret, ["note"] = text + secret + text, ["url"] = "https://a/?token=" + Uri.EscapeDataString(secret) };

            var once = Usual.Redact(json)!;

            Assert.Equal("<redacted:password>", (string?)once["password"]);
            Assert.Equal(once.ToJsonString(), Usual.Redact(once)!.ToJsonString());
        });

    [Fact]
    public void A_member_that_stands_twice_counts_as_the_last_one() =>
        Assert.Equal("""{"a":2}""", LenientJson.Parse("""{"a":1,"a":2}"""u8.ToArray())!.ToJsonString());

    // Names and values of texts in which anything may be a secret's, and halves of pairs, quotes and escapes stand anywhere.
    private static readonly string[] Pieces = ["token", "password", "=", "&", "?", " ", "\"", "\\", "\\ud800", "\\udc00x", "\ud800", "\udfff", "\ud83d\ude00", "{", "}", "[", "]", ":", ",", "://", "@", "%", "%24", "known-value", "known-", "a", "bcdefg", "$secret_SHOP_", "abcdefghijklmnopqrstuvwxyz", "<redacted:", "\n", "\0"];
    private static readonly Gen<string> Piece = Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]);
    private static readonly Gen<string> Any = Piece.Array[0, 40].Select(string.Concat);
    private static readonly Gen<string> Lines = Gen.OneOf(
        Any,
        Any.Select(text => System.Text.Json.JsonSerializer.Serialize(new { token = text, other = text, nested = System.Text.Json.JsonSerializer.Serialize(new { password = text }) })),
        Gen.Select(Any, Any, (name, value) => $$"""{"{{name}}":"{{value}}","x":["{{value}}"]}"""));

    [Fact]
    public void Any_text_can_be_redacted_keeps_no_known_secret_and_grows_by_a_few_times_at_most() => Lines.Sample(text =>
    {
        var told = Knowing.Redact(text);

        Assert.DoesNotContain("known-value", told, StringComparison.Ordinal);
        Assert.InRange(told.Length, 0, (6 * text.Length) + 1200);
    });

    [Fact]
    public void Any_JSON_that_a_script_can_make_can_be_redacted_and_written() => Gen.Select(Any, Any).Sample((name, text) =>
    {
        // As JSON.stringify writes: what has no UTF-8 is escaped.
        var json = Encoding.UTF8.GetBytes($$"""{"body":{"{{Written(name)}}":"{{Written(text)}}","token":["{{Written(text)}}"]},"\ud800":"\udc00"}""");

        var told = Knowing.Redact(LenientJson.Parse(json), LenientJson.Parse(json))!.ToJsonString();

        Assert.DoesNotContain("known-value", told, StringComparison.Ordinal);
        Assert.InRange(told.Length, 0, (40 * json.Length) + 4800);

        static string Written(string text) => string.Concat(text.Select(c => char.IsSurrogate(c) || c is '"' or '\\' || char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));
    });

    private static readonly Redactor Knowing = new(known: [new KnownSecret("DB", "known-value")]);

    [Theory]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud800"}""")]
    [InlineData("""{"\udc00":1,"token":"abc\ud800def"}, again abc\ud800def""", """{"\udc00":1,"token":"abc\ud800def"}, again abc\ud800def""")]
    [InlineData("""["abc\ud800def",{"token":"abc\ud800def"}]""", """["<redacted:token>",{"token":"<redacted:token>"}]""")]
    [InlineData("""[{"name":"\ud800token","value":"abcdef"}]""", """[{"name":"\ud800token","value":"<redacted:\ud800token>"}]""")]
    [InlineData("""{"password":"a\"bcdefg"} a"bcdefg""", """{"password":"a\"bcdefg"} a"bcdefg""")]
    [InlineData("""{"password":"a\"bcdefg","x":"{\"a\":\"a\\\"bcdefg\"}"}""", """{"password":"<redacted:password>","x":"{\"a\":\"<redacted:password>\"}"}""")]
    public void Halves_of_pairs_and_escapes_in_JSON_are_read_as_scripts_read_them(string text, string expected) => Assert.Equal(expected, Knowing.Redact(text).Replace("\ud800", "\\ud800", StringComparison.Ordinal));

    [Fact]
    public void What_stands_in_a_secret_s_place_is_not_looked_through_and_tells_no_other_secret()
    {
        var bomb = new StringBuilder("?x=1");
        for (var level = 0; level < 7; level++)
            bomb.Append('&').Insert(bomb.Length, Value(level + 1), 10).Append("_token=").Append(Value(level));

        var told = Usual.Redact(bomb.ToString());

        Assert.InRange(told.Length, 1, 4 * bomb.Length);
        Assert.Equal("?token=<redacted:token>&<redacted:token>_token=<redacted:secret>", Usual.Redact("?token=abcdef&abcdef_token=uvwxyz"));
        Assert.Equal("""{"<redacted:DB> token":"<redacted:<redacted:DB> token>"}""", Text(Knowing, """{"known-value token":"abcdef"}"""));
        Assert.Equal($"<redacted:{new string('t', 64)}>", Redactor.Placeholder(new string('t', 200)));

        static string Value(int level) => new((char)('a' + level), 6);
    }

    [Fact]
    public void A_text_or_JSON_with_more_secrets_than_are_looked_for_tells_none()
    {
        var line = string.Join('&', Enumerable.Range(0, 513).Select(number => $"token=value-{number:d4}")) + " value-0512";
        Assert.Equal("<redacted:more than 512 secrets in one text>", Usual.Redact(line));

        var many = new JsonArray([.. Enumerable.Range(0, 10_001).Select(number => (JsonNode)$"?token=value-{number:d5}"), "plain"]);
        var told = Usual.Redact(many)!.ToJsonString();
        Assert.DoesNotContain("value-", told, StringComparison.Ordinal);
        Assert.EndsWith(",\"plain\"]", told, StringComparison.Ordinal);
    }

    private static string Text(Redactor redactor, string json) =>
        redactor.Redact(JsonNode.Parse(json))!.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
