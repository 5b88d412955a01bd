using Compliance.AuditSink.Settings;
using Compliance.Ledger.Verify;
using Compliance.Signing;
using Compliance.Store.Folder;

namespace Compliance.Local.Parts;

/// <summary>The key that signs this archive, made at the first run and kept in the data folder, and the second place beside the archive.</summary>
internal sealed class LocalLedger
{
    public const string Origin = "compliance.local/audit";
    private readonly DataFolder _data;
    private readonly string _pem;
    private readonly VerifyingKey _public;

    public LocalLedger(DataFolder data)
    {
        _data = data;
        _pem = File.Exists(data.In("ledger.pem")) ? File.ReadAllText(data.In("ledger.pem")) : PemKeys.Create(SignatureKind.Ed25519);
        data.Write("ledger.pem", _pem);
        using var key = PemKeys.Read(_pem, data.In("ledger.pem"));
        _public = key.PublicKey;
        data.Write("ledger.pub", _public.ToPem());
    }

    public LedgerSettings Settings => new() { Origin = Origin, Key = _pem, Copies = _data.In("checkpoints") };

    public Task<VerificationReport> VerifyAsync(TimeProvider clock) => new Verification(
        new ArchiveView(new FolderStore(_data.Archive, clock)), new VerificationPlan(Origin, _public) { Copies = new FolderStore(_data.In("checkpoints"), clock) }, clock)
        .RunAsync(null, CancellationToken.None);
}
