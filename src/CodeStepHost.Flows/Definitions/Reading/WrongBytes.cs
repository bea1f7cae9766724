using System.Buffers;
using System.Globalization;
using System.Text;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Says where in a file the first bytes stand that are no UTF-8.</summary>
internal static class WrongBytes
{
    /// <summary>What is wrong, with line and column from 1, counted in UTF-16 characters.</summary>
    public static (string Message, int Line, int Column) Describe(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return ("the file is UTF-16 text; save it as UTF-8", 1, 1);
        }

        var (line, column) = (1, 1);
        var rest = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        while (Rune.DecodeFromUtf8(rest, out var rune, out var length) == OperationStatus.Done)
        {
            rest = rest[length..];
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
        }

        var wrong = rest.IsEmpty ? "" : string.Create(CultureInfo.InvariantCulture, $" (byte 0x{rest[0]:X2})");
        return ($"the file is not UTF-8 text{wrong}; save it as UTF-8", line, column);
    }
}
