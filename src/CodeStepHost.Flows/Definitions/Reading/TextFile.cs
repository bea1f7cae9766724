using System.Text;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Reads a file that must be UTF-8 text and not too large.</summary>
internal static class TextFile
{
    // Bytes that are no UTF-8 are refused, not replaced: a script must run as it was written.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Read(string path, long mostBytes)
    {
        byte[] bytes = [];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.Length > mostBytes)
            {
                throw new TextFileException(ProblemCodes.FolderTooLarge, $"the file is larger than {ByteSize.Format(mostBytes)}");
            }

            bytes = new byte[file.Length];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var text = Strict.GetString(bytes, 0, length);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            var (message, line, column) = WrongBytes.Describe(bytes);
            throw new TextFileException(ProblemCodes.FolderEncoding, message) { Line = line, Column = column };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var missing = exception is FileNotFoundException or DirectoryNotFoundException;
            throw new TextFileException(ProblemCodes.FolderUnreadable, missing ? "the file does not exist" : "the file cannot be read");
        }
    }
}

/// <summary>A text file that cannot be used.</summary>
internal sealed class TextFileException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>From 1; 1 when it concerns the whole file.</summary>
    public int Line { get; init; } = 1;

    /// <summary>From 1; 1 when it concerns the whole file.</summary>
    public int Column { get; init; } = 1;
}
