using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Desk;

/// <summary>Shows what a script does, at the moment at which it does it, and keeps nothing.</summary>
internal sealed class LiveEmissions(DevView view, TimeProvider time) : IEmissions
{
    private const int MostShown = 100;

    private readonly long _started = time.GetTimestamp();
    private int _shown;

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>How many messages were emitted.</summary>
    public int Messages { get; private set; }

    /// <summary>The content of the last one; empty when there was none.</summary>
    public ReadOnlyMemory<byte> Last { get; private set; }

    public List<StepError> Errors { get; } = [];

    /// <summary>The first reason, which is the one that counts.</summary>
    public string? Rebound { get; private set; }

    public ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
    {
        switch (emission)
        {
            case Emission.Data data:
                Messages++;
                Last = data.Content.ToArray();
                Show(Ink.Good("data"), DevView.MessageText(data.Content));
                break;
            case Emission.Error error:
                Errors.Add(error.Value);
                Show(Ink.Bad("error"), $"{error.Value.Name}: {error.Value.Message}");
                break;
            case Emission.Rebound rebound:
                Show(Ink.Warn("rebound"), Rebound is null ? rebound.Reason : $"{rebound.Reason} (a second one changes nothing)");
                Rebound ??= rebound.Reason;
                break;
            case Emission.Snapshot snapshot:
                Show(Ink.Plain("snapshot"), Json.Compact(snapshot.Value));
                break;
            case Emission.UpdateKeys keys:
                Show(Ink.Plain("keys"), NamesOf(keys.Value));
                break;
            case Emission.Handled:
                Show(Ink.Plain("handled"), "the error is closed");
                break;
        }

        return default;
    }

    public void Log(StepLogLevel level, string text) => Show(DevView.Level(level), text);

    public bool Reply(ReadOnlyMemory<byte> reply)
    {
        Show(Ink.Plain("reply"), Json.Compact(reply));
        return true;
    }

    public void Called(string call, string answer) => Show(Ink.Plain("http"), $"{call} → {answer}");

    /// <summary>How many lines were not shown.</summary>
    public int Unseen => Math.Max(0, _shown - MostShown);

    private void Show(Ink what, string text)
    {
        if (Interlocked.Increment(ref _shown) <= MostShown)
            view.Event(Elapsed, what, text);
    }

    // Values of a stored credential are secrets.
    private static string NamesOf(ReadOnlyMemory<byte> keys)
    {
        using var json = System.Text.Json.JsonDocument.Parse(keys);
        return string.Join(", ", json.RootElement.EnumerateObject().Select(member => member.Name));
    }
}
