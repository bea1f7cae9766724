using System.Text;

namespace CodeStepHost.Components.Records;

/// <summary>The part of a file that a reader looks at: it grows at the end as more is needed and is taken away from the front, counting lines.</summary>
internal sealed class FileWindow
{
    /// <summary>How much of a malformed place is kept, in bytes.</summary>
    private const int LongestText = 64 << 10;

    private static readonly byte[] s_space = " \t\r\n"u8.ToArray();
    private static readonly byte[] s_lineEnds = "\r\n"u8.ToArray();

    private readonly Stream _stream;
    private byte[] _bytes = new byte[128 << 10];
    private int _start;
    private int _end;
    private bool _returnsAreLineEnds;

    private FileWindow(Stream stream) => _stream = stream;

    /// <summary>What is in sight.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(_start, _end - _start);

    public int Length => _end - _start;

    /// <summary>Whether <see cref="Span"/> reaches to the end of the file.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The line on which the window begins, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The byte of that line at which the window begins, from 1.</summary>
    public int Column { get; private set; } = 1;

    /// <summary>Begins after a byte-order mark; UTF-16 is turned into UTF-8.</summary>
    public static async Task<FileWindow> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var window = new FileWindow(stream);
        while (window.Length < 3 && !window.IsAtEnd)
            await window.GrowAsync(cancellationToken);
        if (window.Span.StartsWith("\uFEFF"u8))
        {
            window._start += 3;
            return window;
        }

        var encoding = window.Span switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ => null,
        };
        if (encoding is null)
            return window;
        var seen = new MemoryStream(window.Span[2..].ToArray());
        return new FileWindow(Encoding.CreateTranscodingStream(new Joined(seen, stream), encoding, Encoding.UTF8, leaveOpen: true));
    }

    /// <summary>Brings more into sight; nothing at the end of the file.</summary>
    public async ValueTask GrowAsync(CancellationToken cancellationToken)
    {
        if (_end == _bytes.Length)
        {
            // Moving what is left to the front is enough while it is small; else room is doubled, so that every byte moves a few times at most.
            var target = Length > _bytes.Length / 2 ? new byte[_bytes.Length * 2] : _bytes;
            Span.CopyTo(target);
            (_bytes, _end, _start) = (target, Length, 0);
        }

        var room = _bytes.AsMemory(_end);
        var read = await _stream.ReadAtLeastAsync(room, room.Length, throwOnEndOfStream: false, cancellationToken);
        if (_returnsAreLineEnds)
            room.Span[..read].Replace((byte)'\r', (byte)'\n');
        _end += read;
        IsAtEnd = read < room.Length;
    }

    /// <summary>From here on a carriage return is a line feed: the file ends its lines with nothing else.</summary>
    public void ReadReturnsAsLineEnds()
    {
        _returnsAreLineEnds = true;
        _bytes.AsSpan(_start, Length).Replace((byte)'\r', (byte)'\n');
    }

    /// <summary>Takes bytes away from the front.</summary>
    public void Take(int count)
    {
        var taken = Span[..count];
        var lastLineEnd = taken.LastIndexOf((byte)'\n');
        Line += lastLineEnd < 0 ? 0 : taken.Count((byte)'\n');
        Column = lastLineEnd < 0 ? Column + count : count - lastLineEnd;
        _start += count;
    }

    /// <summary>Takes spaces, tabs and line ends away from the front.</summary>
    /// <returns>Whether anything is left in the file.</returns>
    public ValueTask<bool> TakeSpaceAsync(CancellationToken cancellationToken) => TakeAllAsync(s_space, cancellationToken);

    /// <summary>Takes empty lines away from the front.</summary>
    /// <returns>Whether anything is left in the file.</returns>
    public ValueTask<bool> TakeEmptyLinesAsync(CancellationToken cancellationToken) => TakeAllAsync(s_lineEnds, cancellationToken);

    /// <summary>Takes the rest of the line away from the front, however long it is.</summary>
    public async ValueTask TakeLineAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = Span.IndexOf((byte)'\n')) < 0 && !IsAtEnd)
        {
            Take(Length);
            await GrowAsync(cancellationToken);
        }

        Take(end < 0 ? Length : end + 1);
    }

    /// <summary>Bytes as text for people, cut when long.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, LongestText)]).TrimEnd('\r', '\n');

    private async ValueTask<bool> TakeAllAsync(byte[] unwanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = Span.IndexOfAnyExcept(unwanted);
            Take(count < 0 ? Length : count);
            if (count >= 0)
                return true;
            if (IsAtEnd)
                return false;
            await GrowAsync(cancellationToken);
        }
    }

    /// <summary>What was read already, and then the rest.</summary>
    private sealed class Joined(Stream first, Stream rest) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await first.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : await rest.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            first.Read(buffer, offset, count) is > 0 and var read ? read : rest.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
