using System.Text;

namespace CodeStepHost.Sandbox.Running;

/// <summary>Log lines as they may be stored and shown: no control characters but line feed and tab, at most 16 KiB of UTF-8.</summary>
internal static class LogText
{
    private const int LargestBytes = 16 * 1024;
    private const string Cut = "… (cut)";

    public static string Clean(string text)
    {
        var capped = Cap(text);
        return capped.Any(IsUnwanted) ? string.Concat(capped.Where(c => !IsUnwanted(c))) : capped;
    }

    private static bool IsUnwanted(char c) => char.IsControl(c) && c is not ('\n' or '\t');

    private static string Cap(string text)
    {
        if (text.Length <= LargestBytes / 3 || Encoding.UTF8.GetByteCount(text) <= LargestBytes)
            return text;
        var kept = Math.Min(text.Length, LargestBytes);
        while (Encoding.UTF8.GetByteCount(text.AsSpan(0, kept)) > LargestBytes - 16)
            kept -= Math.Max(1, (Encoding.UTF8.GetByteCount(text.AsSpan(0, kept)) - LargestBytes + 16) / 3);
        if (char.IsHighSurrogate(text[kept - 1]))
            kept--;
        return string.Concat(text.AsSpan(0, kept), Cut);
    }
}
