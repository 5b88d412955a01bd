using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.Ledger.Custody;
using Compliance.Signing;
using Compliance.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>The archive's outlet with its ledger, fed and closed as the intake loop does it.</summary>
internal sealed class SignedArchive : IDisposable
{
    private readonly Ledgers _ledgers;
    private readonly ArchiveOutlet _outlet;

    private SignedArchive(IArchiveStore store, LedgerSettings ledger, TimeProvider time, ArchiveSettings? settings, People? people)
    {
        _ledgers = Ledgers.Open(ledger, store, time, NullLogger.Instance)!;
        var status = new IntakeStatus("archive", Metrics, time);
        _outlet = new ArchiveOutlet(store, settings ?? new ArchiveSettings(), _ledgers, people is null ? null : new CustodyTrust(ledger.Origin, people), new ArchiveNotices(), status, new Backoff(TimeSpan.Zero, TimeSpan.Zero, Random.Shared), time, NullLogger.Instance);
    }

    public SinkMetrics Metrics { get; } = new();

    /// <summary>Offset to read on at.</summary>
    public long? Next { get; private set; }

    public static async Task<SignedArchive> OpenAsync(IArchiveStore store, LedgerSettings ledger, TimeProvider time, ArchiveSettings? settings = null, People? people = null)
    {
        var archive = new SignedArchive(store, ledger, time, settings, people);
        archive.Next = await archive._outlet.OpenAsync(ArchiveFolder.Topic, 0, CancellationToken.None);
        return archive;
    }

    /// <summary>A record more of the range that is gathered.</summary>
    public void Take(long offset, byte[] record) => _outlet.Take(0, offset, 0, record);

    public async Task CloseAsync(long offset, byte[] record)
    {
        Take(offset, record);
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
