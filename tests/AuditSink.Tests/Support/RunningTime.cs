using Microsoft.Extensions.Time.Testing;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>A clock that runs far faster than the world's, for what waits for minutes. It stands still once it is disposed of.</summary>
internal sealed class RunningTime : FakeTimeProvider, IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RunningTime(DateTimeOffset start)
        : base(start) => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Advance(Step);
            await Task.Delay(1);
        }
    }
}
