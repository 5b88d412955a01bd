using System.Text;
using Compliance.Events.Archive;
using Compliance.Ledger.Log;
using Compliance.Ledger.Notes;
using Compliance.Ledger.Tests.Merkle;
using Compliance.Ledger.Tiles;
using Compliance.Signing;

namespace Compliance.Ledger.Tests.Log;

/// <summary>A log over entries that lie in memory, opened and opened again.</summary>
internal sealed class LogFixture : IDisposable
{
    public const string Origin = "audit.example/main/compliance.audit/0";
    public const string Prefix = "_ledger/compliance.audit/partition=0/";

    public SigningKey Key { get; } = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
    public SigningKey NextKey { get; } = PemKeys.Read(PemKeys.Create(SignatureKind.EcdsaP256), "test");
    public MemoryStore Store { get; } = new();
    public MemoryStore Copies { get; } = new();
    public List<byte[]> Entries { get; } = [];

    public LogPlan Plan => new(Origin, Prefix, Store, Key, null, Copies);

    public Task<PartitionLog> OpenAsync(LogPlan? plan = null) => PartitionLog.OpenAsync(
        plan ?? Plan, (index, _) => ValueTask.FromResult(index < Entries.Count ? Entries[(int)index] : null), CancellationToken.None);

    /// <summary>As the archive does: the entry lasts first.</summary>
    public void Append(PartitionLog log, string? rotation = null)
    {
        var entry = new ManifestEntry(Entries.Count, "compliance.audit", 0, 0, -1, 0, [], [], "writer")
        {
            Kind = rotation is null ? EntryKind.Heartbeat : EntryKind.Rotation,
            At = Entries.Count,
            Rotation = rotation,
        };
        Entries.Add(ManifestJson.Write(entry));
        log.Append(Entries[^1]);
    }

    public Checkpoint? Stored(VerifyingKey key, MemoryStore? store = null)
    {
        var note = SignedNote.TryParse((store ?? Store).Objects.GetValueOrDefault(Prefix + TilePath.Checkpoint));
        return note?.IsSignedBy(Origin, key) == true ? Checkpoint.TryParse(note.Text) : null;
    }

    public byte[] Root(int size) => NaiveTree.Root(Entries[..size]);

    public string Text(string name) => Encoding.UTF8.GetString(Store.Objects[Prefix + name]);

    public void Dispose()
    {
        Key.Dispose();
        NextKey.Dispose();
    }
}
