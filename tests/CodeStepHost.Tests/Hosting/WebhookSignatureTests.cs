using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodeStepHost.Hosting;
using CodeStepHost.Hosting.Ingress;
using CsCheck;
using Microsoft.AspNetCore.Http;

namespace CodeStepHost.Tests.Hosting;

/// <summary>Whose signatures a webhook takes.</summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "CODESTEP_TEST_SIGNATURE_SECRET";
    private const string Body = """{"n":1}""";
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    // Of GitHub's and Slack's documentation.
    [InlineData("It's a Secret to Everybody", """{"header":"X-Hub-Signature-256","prefix":"sha256="}""", "Hello, World!", "X-Hub-Signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("8f742231b10e8888abcd99yyyzzz85a5", """{"header":"X-Slack-Signature","prefix":"v0=","signed":"v0:{timestamp}:{body}","timestamp":{"header":"X-Slack-Request-Timestamp","tolerance":"3650d"}}""",
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
        "X-Slack-Request-Timestamp: 1531420618\nX-Slack-Signature: v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    public void Signatures_that_others_have_published_are_taken(string secret, string config, string body, string headers) =>
        Assert.Null(Objection(secret, config, Encoding.UTF8.GetBytes(body), headers));

    [Fact]
    public void A_signature_is_taken_of_any_body_and_of_no_other()
    {
        var forms =
            from algorithm in Gen.OneOf("sha256", "sha512", "sha1")
            from encoding in Gen.OneOf("hex", "base64")
            from prefix in Gen.OneOf("", "sha=", "v1=")
            from signed in Gen.OneOf("{body}", "{timestamp}.{body}", "v0:{timestamp}:{body}", "{body}{body}", "{{body}}")
            from secret in Gen.String[Gen.Char[' ', '~'], 1, 80]
            from body in Gen.Byte.Array[0, 300]
            from flip in Gen.Int[0, 1 << 20]
            select (algorithm, encoding, prefix, signed, secret, body, flip);
        forms.Sample(
            form =>
            {
                var config = JsonSerializer.Serialize(new { header = "X-Sign", form.algorithm, form.encoding, form.prefix, form.signed, timestamp = new { header = "X-Time" } });
                var time = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                var signature = Oracle(form.algorithm, form.secret, form.signed, time, form.body);
                string Headers(byte[] bytes) => $"X-Time: {time}\nX-Sign: {form.prefix}{(form.encoding == "hex" ? Convert.ToHexString(bytes) : Convert.ToBase64String(bytes))}";
                Assert.Null(Objection(form.secret, config, form.body, Headers(signature)));

                // One bit of the body, of the signature or of the secret, or a byte more or less.
                byte[] longer = [.. form.body, 0];
                Assert.NotNull(Objection(form.secret, config, longer, Headers(signature)));
                if (form.body.Length > 0)
                {
                    Assert.NotNull(Objection(form.secret, config, Flipped(form.body, form.flip), Headers(signature)));
                    Assert.NotNull(Objection(form.secret, config, form.body[..^1], Headers(signature)));
                }

                Assert.NotNull(Objection(form.secret, config, form.body, Headers(Flipped(signature, form.flip))));
                Assert.NotNull(Objection(form.secret, config, form.body, Headers(signature[..^1])));
                Assert.NotNull(Objection(form.secret, config, form.body, Headers([])));
                Assert.NotNull(Objection(form.secret + "x", config, form.body, Headers(signature)));
            },
            iter: 300);
    }

    [Theory]
    [InlineData("", "the header X-Sign is missing")]
    [InlineData("X-Sign: t=1", "there is no signature in X-Sign: `v1=` and 32 bytes in hex")]
    [InlineData("X-Sign: v1=zz", "there is no signature in X-Sign: `v1=` and 32 bytes in hex")]
    [InlineData("X-Sign: v1=00", "the signature in X-Sign is not that of this body")]
    public void What_is_wrong_with_a_signature_is_told(string headers, string reason) =>
        Assert.Equal(reason, Objection("s", """{"header":"X-Sign","prefix":"v1="}""", Encoding.UTF8.GetBytes(Body), headers));

    [Theory]
    [InlineData(0, null)]
    [InlineData(-299, null)]
    [InlineData(300, null)]
    [InlineData(-301, "the timestamp in Stripe-Signature is 5m1s old; tolerance is 5m")]
    [InlineData(301, "the timestamp in Stripe-Signature is 5m1s ahead; tolerance is 5m")]
    public void A_signature_counts_for_a_short_time(int seconds, string? reason)
    {
        var time = Now.AddSeconds(seconds);
        foreach (var sent in new[] { time.ToUnixTimeSeconds(), time.ToUnixTimeMilliseconds() })
            Assert.Equal(reason, Objection("s", Stripe, Encoding.UTF8.GetBytes(Body), StripeHeader("s", $"{sent}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999")]
    [InlineData("100000000000000")]
    public void A_timestamp_that_is_none_is_refused(string time) => Assert.Contains("timestamp", Objection("s", Stripe, Encoding.UTF8.GetBytes(Body), StripeHeader("s", time)), StringComparison.Ordinal);

    [Fact]
    public void One_of_several_signatures_has_to_be_right_as_while_a_secret_is_changed()
    {
        var right = StripeHeader("s", $"{Now.ToUnixTimeSeconds()}");
        Assert.Null(Objection("s", Stripe, Encoding.UTF8.GetBytes(Body), right.Replace(",v1=", ",v1=0123,v1=", StringComparison.Ordinal)));
        Assert.NotNull(Objection("s", Stripe, Encoding.UTF8.GetBytes(Body), right.Replace(",v1=", ",v0=", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_empty_secret_is_refused_since_everybody_could_sign_with_it()
    {
        using var config = JsonDocument.Parse("""{"header":"X"}""");
        Assert.Throws<HostStartException>(() => WebhookSignature.Read(config.RootElement, string.Empty));
    }

    [Fact]
    public async Task A_host_takes_signed_calls_and_tells_nobody_but_its_log_why_it_takes_others_not()
    {
        Environment.SetEnvironmentVariable(Secret, "over a real wire");
        using var folder = new FlowFolder()
            .Write("github/flow.yaml", $$"""
                steps:
                  call:
                    uses: webhook
                    config: { auth: { hmac: { secret: "${env.{{Secret}}}", header: X-Hub-Signature-256, prefix: sha256= } } }
                    to: note
                  note: { uses: code, script: note.js }
                """)
            .Write("github/note.js", "function run(msg) { this.logger.info('%j %s', msg.body, Object.keys(msg.headers).join()); }")
            .Write("unset/flow.yaml", """
                steps:
                  call:
                    uses: webhook
                    config: { auth: { hmac: { secret: "${env.CODESTEP_TEST_NOT_SET}", header: X-Sign } } }
                """);
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        await using var served = await Served.StartAsync(folder);

        var signature = "sha256=" + Convert.ToHexStringLower(Oracle("sha256", "over a real wire", "{body}", "", Encoding.UTF8.GetBytes(Body)));
        Assert.Equal(202, (await served.PostAsync("/hooks/github", Body, headers: [("X-Hub-Signature-256", signature)])).Status);
        await folder.UntilAsync("SELECT count(*) FROM log_lines WHERE text LIKE '{\"n\":1} %' AND text NOT LIKE '%signature%'", lines => lines == 1);

        (string Body, (string, string)[] Headers)[] others = [("""{"n":2}""", [("X-Hub-Signature-256", signature)]), (Body, [("X-Hub-Signature-256", signature[..^2])]), (Body, [("X-Hub-Signature", signature)]), ("{", [("X-Hub-Signature-256", signature)])];
        foreach (var (body, headers) in others)
        {
            var refused = await served.PostAsync("/hooks/github", body, headers: headers);
            Assert.Equal((401, """{"error":{"message":"the webhook wants a signature, which is missing or wrong"}}"""), (refused.Status, refused.Body));
            Assert.DoesNotContain("WWW-Authenticate", refused.Headers.Keys);
        }

        await served.Host.LineAsync(line => line.Contains("github/call: a call was refused: the signature in X-Hub-Signature-256 is not that of this body", StringComparison.Ordinal));
        await served.Host.LineAsync(line => line.Contains("github/call: a call was refused: the header X-Hub-Signature-256 is missing", StringComparison.Ordinal));
        Assert.Equal(500, (await served.PostAsync("/hooks/unset", Body, headers: [("X-Sign", "00")])).Status);
        Assert.Equal(1, folder.Number("SELECT count(*) FROM intakes"));
    }

    private const string Stripe = """{"header":"Stripe-Signature","prefix":"v1=","signed":"{timestamp}.{body}","timestamp":{"prefix":"t="}}""";

    private static string StripeHeader(string secret, string time) =>
        $"Stripe-Signature: t={time},v1={Convert.ToHexStringLower(Oracle("sha256", secret, "{timestamp}.{body}", time, Encoding.UTF8.GetBytes(Body)))}";

    private static string? Objection(string secret, string config, byte[] body, string headers)
    {
        using var json = JsonDocument.Parse(config);
        var sent = new HeaderDictionary();
        foreach (var line in headers.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            sent.Append(line[..line.IndexOf(": ", StringComparison.Ordinal)], line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        var now = config.Contains("3650d", StringComparison.Ordinal) ? new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero) : Now;
        return WebhookSignature.Read(json.RootElement, secret).Objection(sent, body, now);
    }

    /// <summary>HMAC as RFC 2104 writes it down, of plain hashes, over bytes put together byte by byte.</summary>
    private static byte[] Oracle(string algorithm, string secret, string signed, string time, byte[] body)
    {
        var latin = Encoding.Latin1;
        var text = latin.GetBytes(signed.Replace("{timestamp}", time, StringComparison.Ordinal).Replace("{body}", latin.GetString(body), StringComparison.Ordinal));
        var block = algorithm == "sha512" ? 128 : 64;
        var key = Encoding.UTF8.GetBytes(secret);
        if (key.Length > block)
            key = Hash(key);
        Array.Resize(ref key, block);
        return Hash([.. key.Select(one => (byte)(one ^ 0x5c)), .. Hash([.. key.Select(one => (byte)(one ^ 0x36)), .. text])]);

#pragma warning disable CA5350 // Old senders sign with it.
        byte[] Hash(byte[] bytes) => algorithm switch
        {
            "sha1" => SHA1.HashData(bytes),
            "sha512" => SHA512.HashData(bytes),
            _ => SHA256.HashData(bytes),
        };
#pragma warning restore CA5350
    }

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
