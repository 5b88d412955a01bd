using Compliance.Gateway.Settings;
using Confluent.Kafka;

namespace Compliance.Gateway.Audit.Shipping;

/// <summary>
/// Brings the journal to the audit topic, for as long as the process runs: session after session, with growing pauses, without limit. Owner:
/// the audit trail.
/// </summary>
internal sealed class ShipperLoop : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private readonly ShipperContext _context;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private volatile bool _draining;
    private volatile CancellationTokenSource _session = new();
    private int _batchBytes;

    public ShipperLoop(ShipperContext context)
    {
        (_context, _batchBytes) = (context, context.Plan.MaxBatchBytes);
        _loop = Task.Run(RunAsync);
    }

    public ValueTask DisposeAsync() => StopAsync(_context.Plan.StopTimeout);

    /// <summary>The cluster is reached in another way: the present session ends, the next one begins behind what was acknowledged.</summary>
    public void Use(ClusterPlan cluster)
    {
        _context.Use(cluster);
        _session.Cancel();
    }

    /// <summary>
    /// Sends what is durable by now, as long as the patience lasts and nobody is in a hurry; what is left is sent after the next start.
    /// </summary>
    public async ValueTask StopAsync(TimeSpan patience, CancellationToken hurry = default)
    {
        _draining = true;
        _context.Loop.Journal.More.Set();
        _stop.CancelAfter(patience);
        await using (hurry.Register(_stop.Cancel))
            await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        while (!_stop.IsCancellationRequested)
        {
            // Not disposed: Use may come at any moment, and there is no timer in it.
            var ending = _session = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            try
            {
                using var session = new ShipSession(_context, _batchBytes);
                try
                {
                    await session.RunAsync(() => _draining, ending.Token);
                    return;
                }
                catch (KafkaException tooLarge) when (tooLarge.Error.Code == ErrorCode.MsgSizeTooLarge && session.BatchEvents > 1)
                {
                    _batchBytes = session.BatchBytes / 2;
                    LogMessages.BatchTooLarge(_context.Log, _context.Plan.Topic, _batchBytes);
                    continue;
                }
                finally
                {
                    if (session.Succeeded)
                        pause = FirstPause;
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                continue;
            }
            catch (KafkaException failure)
            {
                LogMessages.ShippingFailed(_context.Log, _context.Plan.Topic, failure.Error.Code, pause.TotalSeconds);
            }
            catch (Exception failure)
            {
                // Whatever it is: evidence waits in the journal, and only this loop brings it out.
                LogMessages.ShippingBroke(_context.Log, pause.TotalSeconds, failure);
            }

            await Task.Delay(pause, _context.Time, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
