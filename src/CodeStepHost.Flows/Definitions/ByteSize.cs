using System.Globalization;
using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Definitions;

/// <summary>Sizes as people write them: <c>10MiB</c>, <c>64KiB</c>, <c>500kB</c>, or plain bytes.</summary>
public static partial class ByteSize
{
    // Largest first; of two units that fit equally well, the binary one is written.
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("GiB", 1L << 30),
        ("GB", 1_000_000_000),
        ("MiB", 1L << 20),
        ("MB", 1_000_000),
        ("KiB", 1L << 10),
        ("kB", 1000),
        ("KB", 1000),
        ("B", 1),
        ("", 1),
    ];

    /// <summary>Reads a size.</summary>
    /// <returns>False when the text is none, or is more than a <see cref="long"/> can count.</returns>
    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        if (text is null || Pattern().Match(text) is not { Success: true } match
            || !long.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        var unit = match.Groups["unit"].Value;
        var product = (Int128)count * Units.First(known => known.Unit == unit).Bytes;
        if (product > long.MaxValue)
        {
            return false;
        }

        bytes = (long)product;
        return true;
    }

    /// <summary>Writes a size in its shortest exact form: <c>10MiB</c>, <c>500kB</c>, <c>1500B</c>.</summary>
    public static string Format(long bytes)
    {
        var shortest = string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
        foreach (var (unit, size) in Units)
        {
            if (size > 1 && bytes != 0 && bytes % size == 0)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{unit}");
                shortest = text.Length < shortest.Length ? text : shortest;
            }
        }

        return shortest;
    }

    [GeneratedRegex(@"\A(?<count>[0-9]+) ?(?<unit>B|kB|KB|MB|GB|KiB|MiB|GiB)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
