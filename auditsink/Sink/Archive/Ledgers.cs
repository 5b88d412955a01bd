using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.Ledger;
using Compliance.Ledger.Keys;
using Compliance.Ledger.Log;
using Compliance.Signing;
using Compliance.Store;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Archive;

/// <summary>The keys of the settings, opened, and a ledger for each partition that asks. Owner: the sink's process, until Dispose.</summary>
internal sealed class Ledgers : IDisposable
{
    private readonly LedgerSettings _settings;
    private readonly IArchiveStore _store;
    private readonly IArchiveStore? _copies;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SigningKey _key;
    private readonly SigningKey? _previous;

    private Ledgers(LedgerSettings settings, IArchiveStore store, TimeProvider time, ILogger log)
    {
        (_settings, _store, _time, _log) = (settings, store, time, log);
        _key = settings.Pkcs11 is { } module
            ? Pkcs11Key.Open(module.Module, module.Token, module.Label, module.Pin)
            : PemKeys.Read(settings.Key ?? throw new LedgerException("The ledger has neither a key nor a PKCS#11 module."), "ledger.key");
        _previous = settings.PreviousKey is { } previous ? PemKeys.Read(previous, "ledger.previousKey") : null;
        _copies = settings.Copies is { } copies ? ArchiveAddress.Open(copies, time) : null;
        log.LedgerKey(_key.PublicKey.ToVerifierKey(settings.Origin));
    }

    /// <summary>Null if the settings name no ledger: the archive has roots then, and nobody signs them.</summary>
    public static Ledgers? Open(LedgerSettings? settings, IArchiveStore store, TimeProvider time, ILogger log) =>
        settings is null ? null : new Ledgers(settings, store, time, log);

    public PartitionLedger Of(string topic, int partition, PartitionArchive archive, SinkMetrics metrics)
    {
        var plan = new LogPlan(
            LogLayout.Origin(_settings.Origin, topic, partition), LogLayout.Prefix(topic, partition), _store, _key, _previous, _copies);
        return new PartitionLedger(partition, archive, plan, new EntryReader(_store, topic, partition).ReadAsync, _settings.Heartbeat, metrics, _time, _log);
    }

    public void Dispose()
    {
        _key.Dispose();
        _previous?.Dispose();
        _copies?.Dispose();
    }
}
