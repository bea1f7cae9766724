using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;

namespace CodeStepHost.Components.Http;

/// <summary>What a <c>Content-Type</c> says of a body: one rule for the answers that steps get, and for the calls that webhooks get.</summary>
/// <param name="MediaType">Such as <c>text/html</c>; null when none is said.</param>
/// <param name="CharSet">Its encoding's name; null when none is said.</param>
internal sealed record ContentType(string? MediaType, string? CharSet)
{
    /// <summary>What is no content type says nothing.</summary>
    public static ContentType Parse(string? header) =>
        MediaTypeHeaderValue.TryParse(header, out var said) ? new ContentType(said.MediaType, said.CharSet?.Trim('"')) : new ContentType(null, null);

    public bool IsJson => MediaType is not null && (Is("application/json") || Is("text/json") || MediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    public bool Is(string mediaType) => string.Equals(MediaType, mediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether such a body is a text; without a type one that is UTF-8 and has no zero in it. Any other is bytes.</summary>
    public bool IsText(ReadOnlySpan<byte> body) => MediaType is null
        ? Utf8.IsValid(body) && !body.Contains((byte)0)
        : MediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || MediaType.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)
            || MediaType.ToLowerInvariant() is "application/xml" or "application/javascript" or "application/x-www-form-urlencoded" or "application/x-ndjson" or "application/yaml"
            || IsJson;

    /// <summary>The encoding of its texts; null when it names one that is unknown.</summary>
    public Encoding? FindEncoding()
    {
        if (CharSet is null)
            return Encoding.UTF8;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(CharSet) ?? Encoding.GetEncoding(CharSet);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
