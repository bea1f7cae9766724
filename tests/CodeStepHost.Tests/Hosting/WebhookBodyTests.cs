using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CodeStepHost.Hosting.Ingress;
using CsCheck;

namespace CodeStepHost.Tests.Hosting;

/// <summary>What a call's body becomes, by what its headers say of it.</summary>
public sealed class WebhookBodyTests
{
    private const int Limit = 100_000;

    private const string Multipart = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nä\r\n--b\r\n"
        + "Content-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nabc\r\n--b--\r\n";

    [Theory]
    [InlineData("application/json", "{ \"a\": 1.10 }", "utf-8", "{ \"a\": 1.10 }")]
    [InlineData("application/json", "\uFEFF[1]", "utf-8", "[1]")]
    [InlineData("application/json; charset=utf-16", "[\"ä\"]", "utf-16", "[\"ä\"]")]
    [InlineData("application/json; charset=latin1", "[\"ä\"]", "iso-8859-1", "[\"ä\"]")]
    [InlineData("application/json", "{\"a\":\"\\ud800\"}", "utf-8", "{\"a\":\"\\ud800\"}")]
    [InlineData("text/plain", "\uFEFFgrün", "utf-8", "\"grün\"")]
    [InlineData("text/csv; charset=\"iso-8859-1\"", "grün", "iso-8859-1", "\"grün\"")]
    [InlineData("text/csv; charset=windows-1252", "5 €", "windows-1252", "\"5 €\"")]
    [InlineData("application/xml", "<a/>", "utf-8", "\"<a/>\"")]
    [InlineData(null, "grün", "utf-8", "\"grün\"")]
    [InlineData(null, "grün", "iso-8859-1", "\"Z3L8bg==\"")]
    [InlineData("no type", "a", "utf-8", "\"a\"")]
    [InlineData("image/png", "abc", "utf-8", "\"YWJj\"")]
    [InlineData("application/octet-stream", "abc", "utf-8", "\"YWJj\"")]
    [InlineData("application/json", "", "utf-8", "{}")]
    [InlineData("application/x-www-form-urlencoded", "a=1&a=3&b=gr%C3%BCn+x&c&=d&A=2", "utf-8", "{\"a\":[\"1\",\"3\"],\"b\":\"grün x\",\"c\":\"\",\"\":\"d\",\"A\":\"2\"}")]
    [InlineData("application/x-www-form-urlencoded; charset=iso-8859-1", "b=gr%FCn", "utf-8", "{\"b\":\"grün\"}")]
    [InlineData("multipart/form-data; boundary=b", Multipart, "utf-8", "{\"a\":[\"1\",\"ä\"],\"f\":{\"name\":\"a.txt\",\"type\":\"text/plain\",\"base64\":\"YWJj\"}}")]
    public async Task A_body_becomes_json(string? type, string body, string encoding, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString((await WebhookBody.ReadAsync(type, Bytes(body, encoding), TestContext.Current.CancellationToken)).Span));

    [Theory]
    [InlineData("application/json", "{\n \"a\": oops }", "utf-8", 400, "the body is not valid JSON at line 2, byte 7")]
    [InlineData("application/json", "[\"ä\"]", "iso-8859-1", 400, "the body is not in UTF-8; a content type such as text/plain; charset=iso-8859-1 says in what it is")]
    [InlineData("text/plain", "ä", "iso-8859-1", 400, "the body is not in UTF-8; a content type such as text/plain; charset=iso-8859-1 says in what it is")]
    [InlineData("text/plain; charset=us-ascii", "ä", "iso-8859-1", 400, "the body is not in us-ascii, as its content type says")]
    [InlineData("text/plain; charset=klingon", "a", "utf-8", 415, "the charset klingon of the content type is not known; UTF-8 is")]
    [InlineData("application/x-www-form-urlencoded", "b=gr%FCn", "utf-8", 400, "the form is not in UTF-8; a content type such as text/plain; charset=iso-8859-1 says in what it is")]
    [InlineData("multipart/form-data", Multipart, "utf-8", 400, "the body is no multipart form with the boundary that its content type says, or has more than 10000 fields")]
    [InlineData("multipart/form-data; boundary=c", Multipart, "utf-8", 400, "the body is no multipart form with the boundary that its content type says, or has more than 10000 fields")]
    [InlineData("multipart/form-data; boundary=b", Multipart, "iso-8859-1", 400, "a field of the form is not in UTF-8")]
    public async Task What_is_not_what_it_says_is_refused_with_the_reason(string type, string body, string encoding, int status, string reason)
    {
        var refused = await Assert.ThrowsAsync<RefusedCallException>(() => WebhookBody.ReadAsync(type, Bytes(body, encoding), TestContext.Current.CancellationToken));
        Assert.Equal((status, reason), (refused.Status, refused.Message));
    }

    [Fact]
    public async Task Json_may_be_nested_63_levels()
    {
        static byte[] Nested(int levels) => Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels));
        Assert.Equal(126, (await WebhookBody.ReadAsync("application/json", Nested(63), TestContext.Current.CancellationToken)).Length);
        var refused = await Assert.ThrowsAsync<RefusedCallException>(() => WebhookBody.ReadAsync("application/json", Nested(100_000), TestContext.Current.CancellationToken));
        Assert.Equal((400, "the body is nested 100000 levels deep; messages may be nested 63"), (refused.Status, refused.Message));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("BR")]
    [InlineData("identity")]
    public async Task A_compressed_body_is_expanded_within_the_limit(string encoding)
    {
        var small = Compressed(new byte[Limit], encoding);
        Assert.Equal(Limit, (await SentBytes.ExpandAsync(small, encoding, Limit, TestContext.Current.CancellationToken)).Length);
        if (encoding == "identity")
            return;
        var large = Compressed(new byte[Limit * 50], encoding);
        var refused = await Assert.ThrowsAsync<RefusedCallException>(() => SentBytes.ExpandAsync(large, encoding, Limit, TestContext.Current.CancellationToken));
        Assert.Equal(413, refused.Status);
        refused = await Assert.ThrowsAsync<RefusedCallException>(() => SentBytes.ExpandAsync("{\"a\":1}"u8.ToArray(), encoding, Limit, TestContext.Current.CancellationToken));
        Assert.Equal((400, $"the body is not in {encoding.ToLowerInvariant()}, as its content encoding says"), (refused.Status, refused.Message));
    }

    [Fact]
    public async Task An_unknown_compression_is_refused()
    {
        var refused = await Assert.ThrowsAsync<RefusedCallException>(() => SentBytes.ExpandAsync("a"u8.ToArray(), "gzip, br", Limit, TestContext.Current.CancellationToken));
        Assert.Equal(415, refused.Status);
    }

    [Fact]
    public async Task Any_bytes_of_any_type_become_json_or_are_refused()
    {
        var type = Gen.OneOf<string?>(null, "", "application/json", "application/json; charset=utf-16", "text/plain", "text/plain; charset=us-ascii", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "image/png", "a/b/c;;", "text/plain; charset=\"");
        var bytes = Gen.OneOf(Gen.Byte.Array[0, 80], Gen.String[0, 40].Select(Encoding.UTF8.GetBytes), Gen.Char["{}[]\"\\ud80ca1,:&=%+-\r\n"].Array[0, 40].Select(text => Encoding.UTF8.GetBytes(text)), Gen.String[0, 20].Select(text => Encoding.UTF8.GetBytes(Multipart.Replace("abc", text, StringComparison.Ordinal))));
        await Gen.Select(type, bytes).SampleAsync(async (type, bytes) =>
        {
            try
            {
                using var json = JsonDocument.Parse(await WebhookBody.ReadAsync(type, bytes, CancellationToken.None));
                return true;
            }
            catch (RefusedCallException refused)
            {
                return refused.Status is 400 or 415;
            }
        });
    }

    private static byte[] Bytes(string text, string encoding) => (CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding)).GetBytes(text);

    private static byte[] Compressed(byte[] bytes, string encoding)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = encoding switch { "gzip" => new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true), "deflate" => new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true), "BR" => new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true), _ => compressed })
            stream.Write(bytes);
        return compressed.ToArray();
    }
}
