using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Code;

/// <summary>One message on its way through a script's process.</summary>
internal sealed class Flight(StepExecution execution) : TaskCompletionSource<ComponentEnd>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public static readonly ComponentEnd Completed = new ComponentEnd.Completed();
    public static readonly ComponentEnd Interrupted = new ComponentEnd.Interrupted();

    private CancellationTokenSource? _calls;

    public StepExecution Execution { get; } = execution;

    /// <summary>The number of its execution in the process that has it.</summary>
    public uint Number { get; set; }

    /// <summary>Whether the process has sent a frame of it, so that it has certainly begun.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Whether it was on its way in a process that died, and nobody knows of what: it is run once more, with none behind it.</summary>
    public bool RunsAlone { get; set; }

    /// <summary>How many HTTP calls its script has made.</summary>
    public int HttpCalls { get; set; }

    /// <summary>What it weighs in the pipe, in bytes.</summary>
    public int Weight => Execution.Claimed.Message.Content.Length + Execution.Snapshot.Length;

    /// <summary>Cancelled when the message has ended: nobody waits for its HTTP calls any more.</summary>
    public CancellationToken CallsToken => (_calls ??= new CancellationTokenSource()).Token;

    /// <summary>Its own watch over the host's last word, if that is not the lane's.</summary>
    public CancellationTokenRegistration StopRegistration { get; set; }

    /// <summary>Ends the message, once.</summary>
    public void End(ComponentEnd end)
    {
        TrySetResult(end);
        Clear();
    }

    /// <summary>Ends the message with a failure of the host itself, such as a full disk.</summary>
    public void Fail(Exception failure)
    {
        TrySetException(failure);
        Clear();
    }

    private void Clear()
    {
        _calls?.Cancel();
        StopRegistration.Unregister();
    }
}
