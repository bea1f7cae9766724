using System.Text;
using System.Text.Json;

namespace CodeStepHost.Cli;

/// <summary>JSON that a person gives: in a file, as an argument, on standard input.</summary>
internal static class JsonFile
{
    /// <summary>A message's content from a file.</summary>
    public static ReadOnlyMemory<byte> Read(VerbRun run, string file)
    {
        var bytes = Checked(Text(run, file), file);
        using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 256 });
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("body", out _)
            ? bytes
            : throw new CliProblem($"{file}:1:1: a message is a JSON object with body, such as {{\"body\": {{…}}, \"headers\": {{}}}}");
    }

    /// <summary>The text of a file; <c>-</c> is standard input.</summary>
    public static string Text(VerbRun run, string file)
    {
        if (file == "-")
            return run.Context.In.ReadToEnd();
        var path = Path.GetFullPath(file, run.Context.CurrentDirectory);
        return File.Exists(path) ? File.ReadAllText(path) : throw new CliProblem($"no file {path}");
    }

    /// <summary>The text as JSON bytes, or a problem with its place.</summary>
    public static ReadOnlyMemory<byte> Checked(string text, string source)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 256 });
            return bytes;
        }
        catch (JsonException exception)
        {
            // System.Text.Json counts from 0 and repeats the place at the end of its message.
            var what = exception.Message.Split(" LineNumber:")[0];
            throw new CliProblem($"{source}:{exception.LineNumber + 1}:{exception.BytePositionInLine + 1}: this is not JSON: {what}");
        }
    }
}
