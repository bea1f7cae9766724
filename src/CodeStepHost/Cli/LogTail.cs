using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli;

/// <summary>
/// Tells new log lines from those seen before. Lines have no number, and two steps' lines may be stored out of the order of their times,
/// so the last window of lines is compared as a whole.
/// </summary>
internal sealed class LogTail(Func<int, Task<IReadOnlyList<StepLogLine>>> newest)
{
    private const int Window = 500;
    private const int WidestWindow = 500_000;

    private Dictionary<StepLogLine, int>? _seen;

    /// <summary>The last lines that are there now, oldest first.</summary>
    public async Task<IReadOnlyList<StepLogLine>> BeginAsync(int count)
    {
        var lines = await newest(Math.Max(count, Window)).ConfigureAwait(false);
        _seen = Count([.. lines.Take(Window)]);
        return [.. lines.Take(count).Reverse()];
    }

    /// <summary>Lines stored since the last call, oldest first.</summary>
    public async Task<IReadOnlyList<StepLogLine>> NextAsync()
    {
        var seen = _seen ?? throw new InvalidOperationException("Begin comes first.");
        for (var window = Window; ; window *= 10)
        {
            var lines = await newest(window).ConfigureAwait(false);
            var left = new Dictionary<StepLogLine, int>(seen);
            var fresh = lines.Where(line => !TakeOut(left, line)).ToList();

            // A window of nothing but new lines may not reach back to the last one seen.
            if (fresh.Count == window && window < WidestWindow)
                continue;
            if (window > Window && seen.Count > 0)
            {
                var oldest = seen.Keys.Min(line => line.At);
                fresh.RemoveAll(line => line.At < oldest);
            }

            _seen = Count([.. lines.Take(Window)]);
            fresh.Reverse();
            return fresh;
        }
    }

    private static Dictionary<StepLogLine, int> Count(IReadOnlyList<StepLogLine> lines) =>
        lines.CountBy(line => line).ToDictionary(pair => pair.Key, pair => pair.Value);

    private static bool TakeOut(Dictionary<StepLogLine, int> counts, StepLogLine line)
    {
        if (counts.GetValueOrDefault(line) == 0)
            return false;
        counts[line]--;
        return true;
    }
}
