using Compliance.Gateway.Edge;

namespace Compliance.Gateway.Session;

/// <summary>Once a second: moves the coarse clock and ends sessions that have waited for too long. One task; owner: the process.</summary>
internal static class SweepLoop
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(CoarseClock clock, SessionSet sessions, TimeProvider time, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false))
            {
                clock.Tick();
                sessions.Sweep();
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }
}
