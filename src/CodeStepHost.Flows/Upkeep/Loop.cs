namespace CodeStepHost.Flows.Upkeep;

/// <summary>Something done again and again until stopped.</summary>
internal static class Loop
{
    public static async Task RunAsync(TimeSpan every, TimeProvider time, Func<CancellationToken, Task> once, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
                await once(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopping is how a loop ends.
        }
    }
}
