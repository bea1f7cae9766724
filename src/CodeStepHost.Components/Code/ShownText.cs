using System.Buffers;
using System.Text;

namespace CodeStepHost.Components.Code;

/// <summary>Makes text that came out of a script's process safe to store and to show.</summary>
internal static class ShownText
{
    /// <summary>Longest message of an error, in characters.</summary>
    public const int MessageLength = 16 << 10;

    /// <summary>Longest stack, log line or last words, in characters.</summary>
    public const int LongLength = 64 << 10;

    // C0 and C1 controls but tab and line feed; and the marks that turn the direction of what follows them on a screen.
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Where(c => c is < 0x20 and not '\t' and not '\n' or >= 0x7F).Select(c => (char)c),
         .. "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069"]);

    /// <summary>The text without control characters, cut to <paramref name="length"/> characters.</summary>
    public static string Clean(string text, int length)
    {
        var isLong = text.Length > length;
        if (!isLong && !text.AsSpan().ContainsAny(Unsafe))
            return text;

        var kept = new StringBuilder(Math.Min(text.Length, length) + 32);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, length)))
        {
            if (!Unsafe.Contains(c))
                kept.Append(c);
        }

        if (isLong)
            kept.Append($"… ({text.Length - length} more characters)");
        return kept.ToString();
    }
}
