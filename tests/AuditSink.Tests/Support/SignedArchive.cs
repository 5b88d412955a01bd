using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>The archive's outlet with its ledger, fed and closed as the intake loop does it.</summary>
internal sealed class SignedArchive : IDisposable
{
    private readonly Ledgers _ledgers;
    private readonly ArchiveOutlet _outlet;

    private SignedArchive(IArchiveStore store, LedgerSettings ledger, TimeProvider time, ArchiveSettings? settings)
    {
        _ledgers = Ledgers.Open(ledger, store, time, NullLogger.Instance)!;
        var status = new IntakeStatus("archive", new SinkMetrics(), time);
        _outlet = new ArchiveOutlet(store, settings ?? new ArchiveSettings(), _ledgers, new ArchiveNotices(), status, new Backoff(TimeSpan.Zero, TimeSpan.Zero, Random.Shared), time, NullLogger.Instance);
    }

    /// <summary>Offset to read on at.</summary>
    public long? Next { get; private set; }

    public static async Task<SignedArchive> OpenAsync(IArchiveStore store, LedgerSettings ledger, TimeProvider time, ArchiveSettings? settings = null)
    {
        var archive = new SignedArchive(store, ledger, time, settings);
        archive.Next = await archive._outlet.OpenAsync(ArchiveFolder.Topic, 0, CancellationToken.None);
        return archive;
    }

    public async Task CloseAsync(long offset, byte[] record)
    {
        _outlet.Take(0, offset, 0, record);
        await _outlet.WorkAsync(all: true, CancellationToken.None);
    }

    public async Task WorkAsync() => await _outlet.WorkAsync(all: false, CancellationToken.None);

    /// <summary>What compacts gives up its work, as when the partition goes to another sink.</summary>
    public Task GiveBackAsync() => _outlet.CloseAsync(0);

    public void Dispose()
    {
        _outlet.Dispose();
        _ledgers.Dispose();
    }
}
