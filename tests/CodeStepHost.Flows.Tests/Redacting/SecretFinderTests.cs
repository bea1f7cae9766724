using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using CodeStepHost.Flows.Redacting;
using CsCheck;

namespace CodeStepHost.Flows.Tests.Redacting;

/// <summary>A value that the host knows is found however it is written.</summary>
public sealed class SecretFinderTests
{
    private static readonly Gen<string> Value = Gen.Char["abcXYZ019-._~+/=&<>\"'\\ %#?{}$éß€"].Array[6, 40].Select(chars => new string(chars));
    private static readonly Gen<string> Around = Gen.Char["abc 019,:;(){}\n"].Array[0, 20].Select(chars => new string(chars));

    // Of these, any may be written by any other once more.
    private static readonly Func<string, string>[] Writers =
    [
        value => value,
        Uri.EscapeDataString,
        value => Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal),
        value => System.Text.RegularExpressions.Regex.Replace(Uri.EscapeDataString(value), "%..", match => match.Value.ToLowerInvariant(), System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)),
        value => JavaScriptEncoder.Default.Encode(value),
        value => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
        value => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value).Replace("/", "\\/", StringComparison.Ordinal),
        value => WebUtility.HtmlEncode(value),
        value => AllEscaped(value, "\\u{0:x4}"),
        value => AllEscaped(value, "\\u{0:X4}"),
    ];

    private static readonly Func<string, string>[] Base64 =
    [
        value => Convert.ToBase64String(Encoding.UTF8.GetBytes(value)),
        value => Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + value)),
        value => Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:" + value + "?")),
        value => Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + value)).Replace('+', '-').Replace('/', '_').TrimEnd('='),
    ];

    private static string Unescaped(string text) => System.Text.RegularExpressions.Regex.Replace(
        text,
        @"(?:\\|%5C|%5c)+u(?<hex>[0-9A-Fa-f]{4})",
        match => ((char)Convert.ToInt32(match.Groups["hex"].Value, 16)).ToString(),
        System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    private static string AllEscaped(string text, string format) => string.Concat(text.Select(c => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, (int)c)));

    [Theory]
    [InlineData(@"\u{0:x4}")]
    [InlineData(@"\u{0:X4}")]
    [InlineData(@"\\u{0:x4}")]
    public void Of_JSON_with_every_character_escaped_the_value_alone_goes_also_as_bytes(string format)
    {
        var text = $$"""{"a":"{{AllEscaped("é s3cr3t-välue!", format)}}"} \u0041""";
        var expected = $$"""{"a":"{{AllEscaped("é $instead!", format.Replace('X', 'x'))}}"} \u0041""";
        KnownSecret[] secrets = [new KnownSecret("S", "s3cr3t-välue") { Instead = "$instead" }];

        Assert.Equal(expected, SecretFinder.OfTexts(secrets, 4).Replace(text));
        Assert.Equal(expected, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(SecretFinder.OfBytes(secrets, 4).Replace(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text))))));
        Assert.True(SecretFinder.OfTexts(secrets, 4).Finds(text));
        Assert.DoesNotContain("73\\u0033", new Redactor(known: secrets).Redact(text), StringComparison.OrdinalIgnoreCase);
    }

    private static readonly Gen<Func<string, string>> Writing = Gen.OneOf(
        Gen.Select(Gen.Int[0, Writers.Length - 1], Gen.Int[0, Writers.Length - 1]).Select((first, second) => (Func<string, string>)(value => Writers[second](Writers[first](value)))),
        Gen.Int[0, Base64.Length - 1].Select(way => Base64[way]));

    [Fact]
    public void Nothing_of_a_value_is_left_and_all_around_it_stays() => Gen.Select(Value, Writing, Around, Around).Sample((value, write, before, after) =>
    {
        var finder = SecretFinder.OfTexts([new KnownSecret("S", value)], 4);
        var written = write(value);

        // What stands beside base64 may be taken for a part of it.
        var told = finder.Replace($"{before} {written} {after}");

        Assert.StartsWith($"{before} ", told, StringComparison.Ordinal);
        Assert.EndsWith($" {after}", told, StringComparison.Ordinal);
        Assert.Contains("redacted", Unescaped(Unescaped(told)), StringComparison.Ordinal);
        Assert.DoesNotContain(written, told, StringComparison.Ordinal);
        Assert.False(finder.Finds(told));
    });

    [Fact]
    public void Bytes_that_are_no_value_stay_as_they_are() => Gen.Select(Value, Gen.Byte.Array[0, 200]).Sample((value, bytes) =>
    {
        var finder = SecretFinder.OfBytes([new KnownSecret("S", value)], 4);

        // A backslash right before it would be a part of the value as JSON writes it.
        var text = Encoding.Latin1.GetString([.. bytes, (byte)' ', .. Encoding.UTF8.GetBytes(value), .. bytes]);

        Assert.Equal($"{Encoding.Latin1.GetString(bytes)} <redacted:S>{Encoding.Latin1.GetString(bytes)}", finder.Replace(text));
    });

    [Fact]
    public void Base64_that_stays_base64_holds_the_other_text()
    {
        var finder = SecretFinder.OfBytes([new KnownSecret("S", "s3cr3t-value") { Instead = "$instead", KeepsBase64 = true }], 4);

        Assert.Equal($"Basic {Base64("ann:$instead")}, {Base64("$instead:")}", finder.Replace($"Basic {Base64("ann:s3cr3t-value")}, {Base64("s3cr3t-value:")}"));

        static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public void Of_two_values_one_in_the_other_the_longer_one_is_meant_and_names_are_not_looked_through() => Assert.Equal(
        "<redacted:LONG> <redacted:secret> <redacted:redacted>",
        SecretFinder.OfTexts([new KnownSecret("secret", "token"), new KnownSecret("LONG", "token-and-more"), new KnownSecret("redacted", "secret")], 4).Replace("token-and-more token secret"));

    [Fact]
    public void A_placeholder_is_told_as_the_flow_has_it_whatever_the_name_of_its_member()
    {
        var placeholder = new SecretPlaceholders([1]).Of("SHOP");
        var redactor = new Redactor(known: [new KnownSecret("SHOP", "s3cr3t-value")]);

        Assert.Equal("GET https://a.example/?api_key=${secret.SHOP}&x=%24%7Bsecret.SHOP%7D", redactor.Redact($"GET https://a.example/?api_key={placeholder}&x={Uri.EscapeDataString(placeholder)}"));
        Assert.Equal(
            """{"token":"${secret.SHOP}","authorization":"Bearer ${secret.SHOP}","password":"<redacted:password>","text":"<redacted:SHOP>"}""",
            redactor.Redact(System.Text.Json.Nodes.JsonNode.Parse($$"""{"token":"{{placeholder}}","authorization":"Bearer ${secret.SHOP}","password":"x ${secret.SHOP}","text":"s3cr3t-value"}"""))!.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }
}
