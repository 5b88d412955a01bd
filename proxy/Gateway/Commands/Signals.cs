using System.Runtime.InteropServices;

namespace Compliance.Gateway.Commands;

/// <summary>
/// What the process is told by its surroundings. SIGTERM or SIGINT: the first asks it to stop, the second to hurry, a third ends it as the
/// system does. SIGHUP asks it to read its settings again. Owner: the run verb; handlers run on a thread of the runtime's.
/// </summary>
internal sealed class Signals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _hurrying = new();
    private int _count;

    public Signals(Action reload)
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                reload();
            }),
        ];
    }

    /// <summary>Ends with the first signal to stop.</summary>
    public Task Stopping => _stopping.Task;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken Hurry => _hurrying.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _hurrying.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        var count = Interlocked.Increment(ref _count);
        context.Cancel = count <= 2;
        _stopping.TrySetResult();
        if (count == 2)
            _hurrying.Cancel();
    }
}
