namespace CodeStepHost.Sandbox.Running;

/// <summary>Bytes from text, as forgiving as Node: what is no digit ends hexadecimal text and is skipped in base64.</summary>
internal static class TextBytes
{
    public static byte[] FromBase64(string text)
    {
        var digits = string.Concat(text
            .TakeWhile(c => c != '=')
            .Select(c => c switch { '-' => '+', '_' => '/', _ => c })
            .Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/'));
        if (digits.Length % 4 == 1)
            digits = digits[..^1];
        return Convert.FromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='));
    }

    public static byte[] FromHex(string text)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiHexDigit(text[digits]))
            digits++;
        return Convert.FromHexString(text.AsSpan(0, digits / 2 * 2));
    }
}
