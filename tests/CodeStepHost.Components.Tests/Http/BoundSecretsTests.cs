using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Scripting.Frames;
using CsCheck;

namespace CodeStepHost.Components.Tests.Http;

/// <summary>The one rule of secrets in requests: what is sent is what a script would have sent that had the value.</summary>
public sealed class BoundSecretsTests
{
    private static readonly SecretPlaceholders Placeholders = new([1, 2, 3]);
    private static readonly string Token = Placeholders.Of("TOKEN");

    private static readonly Gen<string> Value = Gen.Char["abcXYZ019-._~+/=&<>\"'\\ %#?{}$"].Array[4, 30].Select(chars => new string(chars));
    private static readonly Gen<string> Any = Gen.Char["abc019 &<\"%éß€+/"].Array[0, 10].Select(chars => new string(chars));

    [Fact]
    public void In_an_address_values_are_percent_encoded_as_often_as_the_script_has_encoded_them() => Gen.Select(Value, Any).Sample((value, text) =>
    {
        Same(value, x => Calls.Of($"https://shop.example/{Escape(text)}/{Escape(x)}?k={Escape(text + x)}&l={Escape($"https://b.example/?m={Escape(x)}")}"));

        // What a script has not encoded is taken as if it had: a value is never more than one part of an address.
        Assert.Equal($"https://shop.example/{Escape(value)}?k={Escape(value)}", Filled(value, Calls.Of($"https://shop.example/{Token}?k={Token}")).Target.AbsoluteUri);
    });

    [Fact]
    public void In_headers_values_stand_as_they_are_and_in_basic_behind_base64() => Gen.Select(Value, Any).Sample((value, text) =>
    {
        Same(value, x => Calls.Of("https://shop.example/", null, ("X-Key", x), ("Authorization", $"Bearer {x}"), ("X-Two", $"{x},{x}")));
        Same(value, x => Calls.Of("https://shop.example/", null, ("Authorization", "Basic " + Base64($"{text}:{x}"))));
        Same(value, x => Calls.Of("https://shop.example/", null, ("authorization", "basic " + Base64($"{x}:"))));
        Same(value, x => Calls.Of("https://shop.example/", null, ("Authorization", "Basic " + Base64($"{Escape(text)}:{Escape(x)}"))));
        Same(value, x => Calls.Of($"https://{Escape(x)}:{Escape(text)}@shop.example/"));
    });

    [Fact]
    public void In_bodies_values_are_written_as_the_body_is() => Gen.Select(Value, Any).Sample((value, text) =>
    {
        foreach (var type in (string?[])["application/json", "application/vnd.shop+json; charset=utf-8", null, "text/plain;charset=UTF-8"])
        {
            var json = Text(Filled(value, Calls.Of("https://shop.example/", $$"""{"a":[{"b":{{JsonSerializer.Serialize(text + Token)}}}],"c":"{{Escape(Token)}}"}""", type is null ? [] : [("Content-Type", type)])));
            using var read = JsonDocument.Parse(json);
            Assert.Equal(text + value, read.RootElement.GetProperty("a")[0].GetProperty("b").GetString());
            Assert.Equal(Escape(value), read.RootElement.GetProperty("c").GetString());
        }

        Same(value, x => Calls.Of("https://shop.example/", $"a={Escape(text)}&k={Escape(x)}", ("content-type", "application/x-www-form-urlencoded")));
        Same(value, x => Calls.Of("https://shop.example/", $"{text}{x}{text}", ("content-type", "text/csv")));
        Same(value, x => Calls.Of("https://shop.example/", $"--b\r\nContent-Disposition: form-data; name=k\r\n\r\n{x}\r\n--b--\r\n", ("content-type", "multipart/form-data; boundary=b")));
        Assert.Equal(value, XElement.Parse(Text(Filled(value, Calls.Of("https://shop.example/", $"<a><k>{Token}</k></a>", ("content-type", "application/soap+xml; charset=utf-8"))))).Value);
    });

    [Fact]
    public void All_other_bytes_stay() => Gen.Select(Gen.Byte.Array[0, 100], Gen.Byte.Array[0, 100]).Sample((before, after) =>
    {
        var call = Calls.Of("https://shop.example/", null, ("content-type", "application/octet-stream")) with { Body = Convert.ToBase64String([(byte)'x', .. before, .. Encoding.UTF8.GetBytes(Token), .. after]) };
        Assert.Equal([(byte)'x', .. before, .. "grüße"u8, .. after], Filled("grüße", call).Body!);
    });

    [Theory]
    [InlineData("shop.example", "https://shop.example/")]
    [InlineData("shop.example", "https://SHOP.Example./")]
    [InlineData("shop.example", "http://shop.example:8080/")]
    [InlineData("Shop.Example:443", "https://shop.example/")]
    [InlineData("*.shop.example", "https://a.b.shop.example/")]
    [InlineData("bücher.example", "https://bücher.example/")]
    [InlineData("bücher.example", "https://xn--bcher-kva.example/")]
    [InlineData("xn--bcher-kva.example", "https://BÜCHER.example/")]
    [InlineData("*.bücher.example", "https://a.bücher.example/")]
    [InlineData("[::1]:80", "http://[0:0:0:0:0:0:0:1]/")]
    [InlineData("127.0.0.1", "http://2130706433/")]
    public void A_host_that_gets_it_is_known_in_any_spelling(string host, string url) => Assert.Equal(Escape("the value"), Filled("the value", Calls.Of($"{url}{Token}"), host).Target.AbsolutePath[1..]);

    [Theory]
    [InlineData("shop.example", "https://evil.example/")]
    [InlineData("shop.example", "https://a.shop.example/")]
    [InlineData("shop.example", "https://shop.example.evil.example/")]
    [InlineData("shop.example", "https://evilshop.example/")]
    [InlineData("shop.example", "https://shop.example@evil.example/")]
    [InlineData("shop.example:443", "https://shop.example:8443/")]
    [InlineData("*.shop.example", "https://shop.example/")]
    [InlineData("*.shop.example", "https://xshop.example/")]
    [InlineData("127.0.0.1", "http://[::ffff:127.0.0.1]/")]
    [InlineData("127.0.0.1", "http://localhost/")]
    public void Any_other_host_gets_nothing_at_all(string host, string url)
    {
        foreach (var call in (HttpCall[])
        [
            Calls.Of($"{url}{Token}"), Calls.Of($"{url}?a={Escape(Token)}"), Calls.Of(url, null, ("X", Token)), Calls.Of(url, null, ("Authorization", "Basic " + Base64("ann:" + Token))),
            Calls.Of(url, $"a={Escape(Token)}", ("content-type", "application/x-www-form-urlencoded")), Calls.Of(url, Token),
        ])
        {
            var refusal = Assert.Throws<SecretRefusedException>(() => Filled("the value", call, host));
            Assert.StartsWith($"The secret 'TOKEN' is not for the host '{new Uri(url).IdnHost}:{new Uri(url).Port}', so nothing was sent there; the hosts that get it are listed in `secrets.TOKEN.hosts` of codestep.yaml: {host}.", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("${secret.TOKEN}")]
    [InlineData("$secret_TOKEN_aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("$secret_TOKEN")]
    [InlineData("secret_TOKEN")]
    public void A_text_that_comes_with_a_message_is_no_placeholder(string text) =>
        Assert.Equal(text, Text(Filled("the value", Calls.Of("https://evil.example/", text, ("X", text)))));

    [Fact]
    public void A_secret_that_is_no_more_or_has_no_value_or_cannot_stand_in_a_header_is_an_error()
    {
        var unknown = Assert.Throws<SecretRefusedException>(() => Filled("the value", Calls.Of("https://shop.example/", Placeholders.Of("OTHER"))));
        Assert.Equal("`secrets` of codestep.yaml has no 'OTHER', which the flow names; nothing was sent.", unknown.Message);
        var unset = Assert.Throws<SecretRefusedException>(() => Filled(null, Calls.Of("https://shop.example/", Token)));
        Assert.Equal("The secret 'TOKEN' has no value on this host; nothing was sent. Set what `secrets.TOKEN` of codestep.yaml names.", unset.Message);
        var header = Assert.Throws<SecretRefusedException>(() => Filled("two\r\nlines: x", Calls.Of("https://shop.example/", null, ("X", Token))));
        Assert.Equal("The value of the secret 'TOKEN' has a line break or another character that no header can hold; nothing was sent.", header.Message);
    }

    private static void Same(string value, Func<string, HttpCall> call)
    {
        var (filled, wanted) = (Filled(value, call(Token)), HttpHop.First(call(value), new Uri(call(value).Url)));
        Assert.Equal(wanted.Target.AbsoluteUri, filled.Target.AbsoluteUri);
        Assert.Equal(wanted.Headers, filled.Headers);
        Assert.Equal(wanted.Body, filled.Body);
    }

    private static HttpHop Filled(string? value, HttpCall call, string host = "shop.example") =>
        new BoundSecrets(new Dictionary<string, SecretSettings> { ["TOKEN"] = new(value, [host]), ["LONGER_TOKEN"] = new("another", [host]) }, Placeholders).Fill(HttpHop.First(call, new Uri(call.Url)));

    private static string Text(HttpHop hop) => Encoding.UTF8.GetString(hop.Body!);

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
