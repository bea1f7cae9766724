using CodeStepHost.Cli.Views;
using CodeStepHost.Retrying;
using Spectre.Console;

namespace CodeStepHost.Cli.Retrying;

/// <summary>How far a retry is: a line that is redrawn on a terminal, a line now and then elsewhere.</summary>
internal sealed class RetryLine(IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    private long _lastLine = time.GetTimestamp();
    private RetryProgress? _told;

    public async Task<RetryReport> ShowAsync(Func<Action<RetryProgress>, Task<RetryReport>> work)
    {
        if (!console.Profile.Capabilities.Ansi)
            return await work(WriteLine).ConfigureAwait(false);
        console.Profile.Capabilities.Interactive = true;
        return await console.Live(new Text("")).AutoClear(enabled: true).StartAsync(live => work(progress =>
        {
            live.UpdateTarget(new Text($"{RetryView.Line(progress)}   Ctrl-C stops"));
            live.Refresh();
        })).ConfigureAwait(false);
    }

    private void WriteLine(RetryProgress progress)
    {
        if (progress == _told || time.GetElapsedTime(_lastLine) < LineEvery)
            return;
        (_told, _lastLine) = (progress, time.GetTimestamp());
        console.Profile.Out.Writer.WriteLine(RetryView.Line(progress));
    }
}
