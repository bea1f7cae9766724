using System.Text;
using CodeStepHost.Scripting.Frames;
using CsCheck;

namespace CodeStepHost.Scripting.Tests;

/// <summary>Which replies can be sent to an HTTP caller, and what the author is told of the others.</summary>
public class HttpReplyTests
{
    [Theory]
    [InlineData("{}", 200, "", null)]
    [InlineData("""{"statusCode":201,"body":"Ok","headers":{}}""", 201, "", "Ok")]
    [InlineData("""{"statusCode":"404","body":null}""", 404, "", null)]
    [InlineData("""{"statusCode":200.0,"body":{"a":"\ud800"}}""", 200, "", """{"a":"\ud800"}""")]
    [InlineData("""{"statusCode":204,"body":{"a":1},"headers":{"x-a":1.50,"x-b":true}}""", 204, "x-a: 1.50, x-b: true", null)]
    [InlineData("""{"statusCode":304,"body":"x"}""", 304, "", null)]
    [InlineData("""{"headers":{"Content-Length":"7","content-encoding":"identity","x":""}}""", 200, "content-encoding: identity, x: ", null)]
    public void What_can_be_sent_is_sent(string json, int status, string headers, string? body)
    {
        Assert.True(HttpReply.TryRead(Encoding.UTF8.GetBytes(json), out var reply, out var problem), problem);
        Assert.Equal((status, headers, body), (reply.Status, string.Join(", ", reply.Headers.Select(header => $"{header.Key}: {header.Value}")), reply.Body is null ? null : Encoding.UTF8.GetString(reply.Body)));
    }

    [Theory]
    [InlineData("""{"statusCode":null}""", "statusCode is null; it must be a whole number from 200 to 599")]
    [InlineData("""{"statusCode":"abc"}""", "statusCode is 'abc'; it must be a whole number from 200 to 599")]
    [InlineData("""{"statusCode":"20\ud800"}""", "statusCode is a text with half a surrogate pair; it must be a whole number from 200 to 599")]
    [InlineData("""{"statusCode":99}""", "statusCode is 99; it must be a whole number from 200 to 599")]
    [InlineData("""{"statusCode":-1e999}""", "statusCode is -1e999; it must be a whole number from 200 to 599")]
    [InlineData("""{"statusCode":200.5}""", "statusCode is 200.5; it must be a whole number from 200 to 599")]
    [InlineData("""{"statusCode":[200]}""", "statusCode is a list; it must be a whole number from 200 to 599")]
    [InlineData("""{"body":"a\ud800"}""", "the body is a text with half a surrogate pair, which no encoding has; a text was cut in the middle of a character")]
    [InlineData("""{"headers":["a"]}""", "headers is a list; it must be an object of names with texts")]
    [InlineData("""{"headers":{"":"a"}}""", "headers holds an empty name")]
    [InlineData("""{"headers":{"x a":"a"}}""", "the header name 'x a' has a space; names are letters, digits and hyphens")]
    [InlineData("""{"headers":{"x-ä":"a"}}""", "the header name 'x-ä' has 'ä' (U+00E4); names are letters, digits and hyphens")]
    [InlineData("""{"headers":{"x":"ä"}}""", "the value of the header x has 'ä' (U+00E4); HTTP takes ASCII without line breaks there, so encode it, for example by encodeURIComponent")]
    [InlineData("""{"headers":{"x":"\ud800"}}""", "the value of the header x has the character U+FFFD; HTTP takes ASCII without line breaks there, so encode it, for example by encodeURIComponent")]
    [InlineData("""{"headers":{"x":"a\r\nset-cookie: b"}}""", "the value of the header x has a line break; HTTP takes ASCII without line breaks there, so encode it, for example by encodeURIComponent")]
    [InlineData("""{"headers":{"x":["a","b"]}}""", "the header x is a list; a header's value must be a text")]
    [InlineData("""{"headers":{"x":null}}""", "the header x is null; a header's value must be a text")]
    [InlineData("""{"headers":{"Content-Encoding":"gzip"}}""", "the header Content-Encoding says 'gzip', but the body is sent as it is; leave the header out")]
    [InlineData("""{"headers":{"\ud800":"a"}}""", "a name in the reply holds half a surrogate pair")]
    [InlineData("[]", "the reply must be an object with statusCode, body and headers")]
    [InlineData("{", "the reply is no JSON, or its body is nested more than 64 levels deep")]
    public void What_cannot_be_sent_is_told_with_what_to_do(string json, string expected)
    {
        Assert.False(HttpReply.TryRead(Encoding.UTF8.GetBytes(json), out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_body_may_be_nested_64_levels(int levels, bool canBeSent) =>
        Assert.Equal(canBeSent, HttpReply.TryRead(Encoding.UTF8.GetBytes($$"""{"body":{{new string('[', levels)}}{{new string(']', levels)}}}"""), out _, out _));

    [Fact]
    public void Nothing_at_all_makes_it_throw() => Gen.OneOf(
        Gen.Byte.Array[0, 60],
        Gen.String[0, 40].Select(text => Encoding.UTF8.GetBytes($$"""{"statusCode":{{text}},"headers":{"{{text}}":"{{text}}"},"body":"{{text}}"}"""))).Sample(json =>
            HttpReply.TryRead(json, out var reply, out var problem) == problem is null && (reply is null) == (problem is not null));
}
