using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Compliance.Gateway.Commands;

/// <summary>
/// What the process is told by its surroundings. SIGTERM or SIGINT: the first stops the host, the second hurries it, a third ends the process
/// as the system does. SIGHUP reads the settings again, once there is somebody to do it: before that they have just been read.
/// Owner: the host; handlers run on a thread of the runtime's.
/// </summary>
internal sealed class Signals(IHostApplicationLifetime host) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CancellationTokenSource _hurrying = new();
    private Action? _reload;
    private int _count;

    /// <summary>Cancelled by the second signal to stop.</summary>
    public CancellationToken Hurry => _hurrying.Token;

    public void OnReload(Action reload) => Volatile.Write(ref _reload, reload);

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            Volatile.Read(ref _reload)?.Invoke();
        }));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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
        host.StopApplication();
        if (count == 2)
            _hurrying.Cancel();
    }
}
