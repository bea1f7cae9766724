using System.Text;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Reads a file that must be UTF-8 text and not too large.</summary>
internal static class TextFile
{
    // Bytes that are no UTF-8 are refused, not replaced: a script must run as it was written.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Read(string path, long mostBytes)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.Length > mostBytes)
            {
                throw new TextFileException(ProblemCodes.FolderTooLarge, $"the file is larger than {ByteSize.Format(mostBytes)}");
            }

            using var reader = new StreamReader(file, Strict, detectEncodingFromByteOrderMarks: false);
            var text = reader.ReadToEnd();
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            throw new TextFileException(ProblemCodes.FolderEncoding, "the file is not UTF-8 text");
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
}
