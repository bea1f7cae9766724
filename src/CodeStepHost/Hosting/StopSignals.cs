using System.Runtime.InteropServices;

namespace CodeStepHost.Hosting;

/// <summary>Ctrl-C and SIGTERM, in two steps: the first ends claiming and lets what is at work come to its end, the second ends that too.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stopClaiming = new();
    private readonly CancellationTokenSource _stopWork = new();
    private readonly List<PosixSignalRegistration> _registrations;

    public StopSignals() => _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    public CancellationToken StopClaiming => _stopClaiming.Token;

    public CancellationToken StopWork => _stopWork.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stopClaiming.Dispose();
        _stopWork.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_stopClaiming.IsCancellationRequested)
            _stopWork.Cancel();
        else
            _stopClaiming.Cancel();
    }
}
