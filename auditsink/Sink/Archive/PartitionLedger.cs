using Compliance.AuditSink.Telemetry;
using Compliance.Ledger.Log;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// Keeps one partition's ledger behind its manifest: signs what was put into the archive, and each minute that nothing was, be a range gathered
/// meanwhile or not. Owned by <see cref="ArchiveOutlet"/>; not thread-safe. An entry lasts before it is signed; what a crash leaves unsigned the
/// next start signs.
/// </summary>
internal sealed class PartitionLedger(int partition, PartitionArchive archive, LogPlan plan, EntrySource entries, TimeSpan heartbeat, SinkMetrics metrics, TimeProvider time, ILogger log) : IDisposable
{
    private PartitionLog? _log;
    private long _signedAt;
    private bool _isBehind;

    /// <param name="rolled">The archive may have an entry more.</param>
    /// <param name="stop">Ends it; after an exception of the store the next call goes on.</param>
    public async Task WorkAsync(bool rolled, CancellationToken stop)
    {
        _isBehind |= await archive.SettleAsync(stop) || rolled;
        if (_log is null)
        {
            _log = await PartitionLog.OpenAsync(plan, entries, stop);
            _isBehind = true;
        }

        // A statement about keys names its place, which is behind all that is there.
        if (_isBehind)
            await _log.FollowAsync(entries, stop);
        // An old key hands over as soon as no range is on its way under its number.
        if (_log.PendingRotation() is { } rotation && await archive.NoteAsync(rotation, stop))
        {
            log.KeyRotated(plan.Origin, plan.Key.PublicKey.ToVerifierKey(plan.Origin));
            _isBehind = true;
        }

        if (!_isBehind && time.GetElapsedTime(_signedAt) < heartbeat)
            return;
        if (!_isBehind)
            await archive.NoteAsync(null, stop);
        var signed = _log.Signed;
        await _log.FollowAsync(entries, stop);
        if (await _log.PublishAsync(stop) is { } problem)
            log.CopyFailed(plan.Origin, problem.Message);
        if (_log.Signed != signed)
            metrics.Signed(partition, _log.Size, time.GetUtcNow());
        (_isBehind, _signedAt) = (false, time.GetTimestamp());
    }

    public void Dispose()
    {
        _log?.Dispose();
        metrics.GivesBackLedger(partition);
    }
}
