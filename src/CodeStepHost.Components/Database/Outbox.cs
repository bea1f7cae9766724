using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Database;

/// <summary>Hands a step's messages to the host, and knows a trouble of the host's from one of the step's database.</summary>
internal sealed class Outbox(IEmissions emissions)
{
    /// <summary>Whether the host could not take an emission: that is no error of the step.</summary>
    public bool IsBroken { get; private set; }

    /// <exception cref="StepFailedException">The message broke a limit of the step.</exception>
    public async ValueTask EmitAsync(Emission emission, CancellationToken stop)
    {
        try
        {
            if (await emissions.EmitAsync(emission, stop) is { } limit)
                throw new StepFailedException(limit, isLimit: true);
        }
        catch (Exception exception) when (exception is not (StepFailedException or OperationCanceledException))
        {
            IsBroken = true;
            throw;
        }
    }
}
