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

    private static string Text(Redactor redactor, string json) =>
        redactor.Redact(JsonNode.Parse(json))!.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
