using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Records;
using CodeStepHost.Components.Triggers;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Hosting.Ingress.Directories;

/// <summary>Makes messages of a file. Their ids are made of the file's token and their number, so that taking it in again takes in only what is missing.</summary>
internal sealed class FileIntake(MessageIntake intake, FlowVersion flow, StepDefinition trigger, DirectorySettings settings)
{
    private const int RecordsPerIntake = 200;
    private const int BytesPerIntake = 4 << 20;
    private const int LongestName = 60;

    /// <summary>A text that is cut is of 65,536 bytes, without its line's end and a character that was cut through.</summary>
    private const int LongestKeptText = (64 << 10) - 8;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Takes a file in.</summary>
    /// <param name="token">What tells this file, as it is now, from all others.</param>
    /// <returns>Whether all of it is in messages. Of what is not, an error is on the errors list, and the file itself should stay.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<bool> TakeInAsync(FoundFile file, string token, string? run, CancellationToken cancellationToken)
    {
        run ??= token;
        if (file.Size > settings.MaxSize || (settings.Reading is FileReading.Text or FileReading.Binary && file.Size > trigger.Limits.MessageBytes))
        {
            var limit = file.Size > settings.MaxSize ? $"maxSize of {settings.MaxSize}" : $"limits.message of {trigger.Limits.MessageBytes}";
            await AcceptAsync([RecordMessages.Refused(new MalformedRecord(file.Path, 1, $"the file of {file.Size} bytes is over {limit}", string.Empty), IdOf(1))]);
            return false;
        }

        if (settings.Reading == FileReading.Records)
            return await TakeRecordsAsync();
        var message = await WholeAsync(file, IdOf(1), cancellationToken);
        await AcceptAsync([message]);
        return !message.ForTriggerItself;

        // Whoever names files must not write lines of the log, which tells of messages by their ids.
        string IdOf(long number) => $"{trigger.Name}:{string.Concat(file.Path.TakeLast(LongestName).Select(c => char.IsControl(c) ? '_' : c))}@{token}#{number}";

        Task AcceptAsync(IReadOnlyList<IncomingMessage> messages) => intake.AcceptAsync(flow, trigger, messages, run, cancellationToken);

        async Task<bool> TakeRecordsAsync()
        {
            // Nothing is opened that is empty: it may be no file but a pipe, which would be waited for.
            if (file.Size == 0)
                return true;
            var format = settings.Format ?? RecordFile.FormatOf(file.Path) ?? throw new IOException($"{file.Path} does not say by its name whether it is JSON, NDJSON or CSV: set `format`");
            var batch = new List<IncomingMessage>(RecordsPerIntake);
            var bytes = 0L;
            var isWhole = true;
            await using var stream = Open(file);
            await foreach (var read in RecordFile.ReadAsync(stream, format, cancellationToken))
            {
                batch.Add(RecordMessages.Of(read, trigger, IdOf(read.Number), file.Path, JsonSerializer.SerializeToUtf8Bytes(About(file, read.Number), AsWritten)));
                bytes += batch[^1].Content.Length;
                isWhole &= !batch[^1].ForTriggerItself || IsKept(read, format);
                if (batch.Count < RecordsPerIntake && bytes < BytesPerIntake)
                    continue;
                await AcceptAsync(batch);
                (batch, bytes) = ([], 0);
            }

            if (batch.Count > 0)
                await AcceptAsync(batch);
            return isWhole;
        }
    }

    /// <summary>Whether the error has all that stands in the file: a long text is cut, and behind a mistake in JSON nothing is read.</summary>
    private static bool IsKept(RecordRead read, RecordFormat format) =>
        format != RecordFormat.Json && read is RecordRead.Malformed malformed && Encoding.UTF8.GetByteCount(malformed.Text) < LongestKeptText;

    private async Task<IncomingMessage> WholeAsync(FoundFile file, string id, CancellationToken cancellationToken)
    {
        string? content = null;
        if (settings.Reading != FileReading.None)
        {
            var bytes = new byte[file.Size];
            if (file.Size > 0)
            {
                await using var stream = Open(file);
                await stream.ReadExactlyAsync(bytes, cancellationToken);
            }

            content = settings.Reading == FileReading.Binary ? Convert.ToBase64String(bytes) : TextOf(bytes);
            if (content is null)
                return RecordMessages.Refused(new MalformedRecord(file.Path, 1, "the file is no text in UTF-8; let the trigger `read: binary`", string.Empty), id);
        }

        var body = About(file, record: null);
        if (content is not null)
            body["content"] = content;
        return RecordMessages.Whole(RecordMessages.Message(JsonSerializer.SerializeToUtf8Bytes(body, AsWritten), JsonSerializer.SerializeToUtf8Bytes(About(file, record: null), AsWritten)), trigger, id, file.Path, line: 1);
    }

    private FileStream Open(FoundFile file)
    {
        var path = settings.PathOf(file.Path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);

        // Asked of what is open: a path may lead elsewhere a moment later.
        if (RealPaths.Of(stream.SafeFileHandle) is not { } real || real == path)
            return stream;
        stream.Dispose();
        throw new IOException($"{file.Path} leads out of its folder by a symbolic link; those are not followed");
    }

    private static Dictionary<string, object> About(FoundFile file, long? record)
    {
        var about = new Dictionary<string, object>(StringComparer.Ordinal) { ["name"] = Path.GetFileName(file.Path), ["path"] = file.Path, ["size"] = file.Size, ["modified"] = file.Modified };
        if (record is { } number)
            about["record"] = number;
        return about;
    }

    private static string? TextOf(byte[] bytes)
    {
        try
        {
            return bytes switch
            {
                [0xFF, 0xFE, .. var little] => Encoding.Unicode.GetString(little),
                [0xFE, 0xFF, .. var big] => Encoding.BigEndianUnicode.GetString(big),
                [0xEF, 0xBB, 0xBF, .. var marked] => Strict.GetString(marked),
                _ => Strict.GetString(bytes),
            };
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
