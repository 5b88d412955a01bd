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

    private SignedArchive(IArchiveStore store, LedgerSettings ledger, TimeProvider time)
    {
        _ledgers = Ledgers.Open(ledger, store, time, NullLogger.Instance)!;
        var status = new IntakeStatus("archive", new SinkMetrics(), time);
        _outlet = new ArchiveOutlet(store, new RollSettings(), _ledgers, status, new Backoff(TimeSpan.Zero, TimeSpan.Zero, Random.Shared), time, NullLogger.Instance);
    }

    /// <summary>Offset to read on at.</summary>
    public long? Next { get; private set; }

    public static async Task<SignedArchive> OpenAsync(IArchiveStore store, LedgerSettings ledger, TimeProvider time)
    {
        var archive = new SignedArchive(store, ledger, time);
        archive.Next = await archive._outlet.OpenAsync(ArchiveFolder.Topic, 0, CancellationToken.None);
        return archive;
    }

    public async Task CloseAsync(long offset, byte[] record)
    {
        _outlet.Take(0, offset, 0, record);
        await _outlet.WorkAsync(all: true, CancellationToken.None);
    }

    public async Task WorkAsync() => await _outlet.WorkAsync(all: false, CancellationToken.None);

    public void Dispose()
    {
        _outlet.Dispose();
        _ledgers.Dispose();
    }
}
