using System.Security.Cryptography;
using System.Text;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>
/// The ids of messages whose callers gave an <c>Idempotency-Key</c>. Each webhook has a space of its own for them, in which no id lies that the
/// host makes of a schedule's moment or a file's record: no caller can take the place of another sender's message.
/// </summary>
internal static class CallerKey
{
    /// <summary>What a message's id may have at most.</summary>
    private const int LongestId = 200;

    /// <param name="webhook">The step that was called.</param>
    /// <param name="key">The header's value.</param>
    /// <returns>Null when there is no key: the call is a message of its own each time.</returns>
    public static string? IdOf(string webhook, string key)
    {
        if (string.IsNullOrWhiteSpace(key))
            return null;
        var id = $"{webhook}:key:{key.Trim()}";
        return id.Length <= LongestId ? id : $"{webhook}:key-sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Trim())))}";
    }

    /// <summary>The mark of a key together with a body: a known key whose mark is not known came with another body before.</summary>
    public static string MarkOf(string webhook, string id, ReadOnlySpan<byte> body) =>
        $"{webhook}:body-sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{Convert.ToHexString(SHA256.HashData(body))}")))}";
}
