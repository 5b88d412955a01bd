using Compliance.AuditSink.Telemetry;
using Compliance.Store;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// Before a sink takes partitions from others it shows that it can write the archive: a wrong right or a missing mount is found at the start,
/// by who is setting it up, not at the first roll.
/// </summary>
internal static class ArchiveProbe
{
    private const string Name = "_writing/probe";

    /// <summary>Tries until it can; false: stopped first.</summary>
    public static async Task<bool> WaitAsync(IArchiveStore store, IntakeStatus status, Backoff backoff, TimeProvider time, ILogger log, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await store.ReplaceAsync(Name, Array.Empty<byte>(), stop);
                status.Fault(null);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                var pause = backoff.Next();
                status.Fault("the archive cannot be written.");
                status.Turn(isJoined: false);
                log.ArchiveNotWritable(store.Address, pause.TotalSeconds, e.Message);
                await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
        }

        return false;
    }
}
