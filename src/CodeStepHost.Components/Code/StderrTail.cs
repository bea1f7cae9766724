using System.Text;

namespace CodeStepHost.Components.Code;

/// <summary>
/// Reads a process's standard error to its end and keeps the first and the last of it: a stack overflow names itself
/// in its first line and then prints thousands of frames.
/// </summary>
internal sealed class StderrTail
{
    private const int Kept = 4096;
    private readonly byte[] _first = new byte[Kept];
    private readonly byte[] _last = new byte[Kept];
    private readonly Lock _gate = new();
    private long _total;

    /// <summary>Ends when the process has closed its standard error.</summary>
    public async Task ReadAsync(Stream stderr)
    {
        var buffer = new byte[Kept];
        try
        {
            int count;
            while ((count = await stderr.ReadAsync(buffer)) > 0)
                Add(buffer.AsSpan(0, count));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process is gone; what was read stays.
        }
    }

    /// <summary>What was kept, as text that is safe to show.</summary>
    public string Text()
    {
        lock (_gate)
        {
            var first = Encoding.UTF8.GetString(_first, 0, (int)Math.Min(_total, Kept));
            if (_total <= Kept)
                return ShownText.Clean(first, Kept).Trim();

            var rest = (int)Math.Min(_total - Kept, Kept);
            var end = (int)(_total % Kept);
            var last = rest < Kept ? _last[..rest] : [.. _last[end..], .. _last[..end]];
            var gap = _total - Kept - rest;
            return ShownText.Clean(first + (gap > 0 ? $"\n… {gap} bytes …\n" : "") + Encoding.UTF8.GetString(last), 3 * Kept).Trim();
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (var b in bytes)
            {
                if (_total < Kept)
                    _first[_total] = b;
                else
                    _last[_total % Kept] = b;
                _total++;
            }
        }
    }
}
