using System.Text.Json;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Log;
using Compliance.Ledger.Merkle;
using Compliance.Ledger.Notes;
using Compliance.Ledger.Tiles;
using Compliance.Ledger.Verify;
using Compliance.Signing;

namespace Compliance.Ledger.Proofs;

/// <summary>
/// That one event stands in the archive, as a text that is checked offline with the log's first public key alone: a C2SP tlog-proof of the
/// manifest entry, with the way from the event to that entry in it.
/// <code>
/// event's bytes -> leaf -> path -> root of its file, in the entry -> leaf -> path -> root in the checkpoint &lt;- signature &lt;- keys from the first
/// </code>
/// Stateless; any thread. A proof says nothing about what was signed later: whoever has a key of old can sign old sizes still.
/// </summary>
public static class EventProof
{
    /// <summary>Throws a <see cref="LedgerException"/> if the event is not to be proven: no checkpoint is over its entry, or a part is gone.</summary>
    /// <param name="archive">Where it is.</param>
    /// <param name="topic">Of its log.</param>
    /// <param name="partition">Of its log.</param>
    /// <param name="index">Number of the entry that names its file.</param>
    /// <param name="path">Of that file, as it came: a compacted file that stands for it is found from here.</param>
    /// <param name="row">The event's in that file, from 0.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<TlogProof> MakeAsync(ArchiveView archive, string topic, int partition, long index, string path, long row, CancellationToken stop)
    {
        using var hasher = new TreeHasher();
        var (prefix, source) = (LogLayout.Prefix(topic, partition), archive.Entries(topic, partition));
        var note = SignedNote.TryParse(await archive.Store.ReadAsync(prefix + TilePath.Checkpoint, stop));
        if (note is null || Checkpoint.TryParse(note.Text) is not { } checkpoint || checkpoint.Size <= index)
            throw new LedgerException($"{prefix}{TilePath.Checkpoint} is not over entry {index}: nothing is signed over this event. Start the sink, or run auditctl verify.");
        var bytes = await source(index, stop) ?? throw new LedgerException($"The manifest of {topic}/{partition} has no entry {index}.");
        var entry = ManifestJson.TryRead(bytes);
        var file = entry?.Files.FirstOrDefault(file => file.Path == path) ?? throw new LedgerException($"Entry {index} of {topic}/{partition} names no file {path}.");
        var (canonical, rows) = await ProvenRows.ReadAsync(archive, source, index, entry!, file, row, hasher, stop);
        var nodes = new TileNodes(hasher, checkpoint.Size, async name => await archive.Store.ReadAsync(prefix + name, stop));
        var evidence = new EventEvidence(
            bytes, path, row, canonical, [.. (await new ProofWriter(hasher, rows.Node).InclusionAsync(row, rows.Size)).Select(hash => hash.ToBase64())],
            await KeySuccession.ReadAsync(source, checkpoint.Size, stop));
        return new TlogProof(
            index, await new ProofWriter(hasher, nodes.Node).InclusionAsync(index, checkpoint.Size), note,
            JsonSerializer.SerializeToUtf8Bytes(evidence, ProofJson.Default.EventEvidence));
    }

    /// <summary>The event, if the bytes prove it to whoever trusts that key; null if they do not.</summary>
    public static ProvenEvent? Check(ReadOnlySpan<byte> bytes, VerifyingKey firstKey)
    {
        if (TlogProof.TryParse(bytes) is not { } proof || Read(proof.Extra.Span) is not { } evidence || Checkpoint.TryParse(proof.Checkpoint.Text) is not { } claimed)
            return null;
        if (KeySuccession.Follow(evidence.Rotations, claimed.Origin, claimed.Size, firstKey, out _) is not { } key)
            return null;

        var file = ManifestJson.TryRead(evidence.Entry)?.Files.FirstOrDefault(file => file.Path == evidence.File);
        var e = new AuditEvent();
        if (proof.Check(evidence.Entry, claimed.Origin, key) is not { } checkpoint || file is null || !IsRow(evidence, file) || EventCodec.Read(evidence.Event, e) is not null)
            return null;
        return new ProvenEvent(e, evidence.File, evidence.Row, proof.Index, checkpoint);
    }

    private static bool IsRow(EventEvidence evidence, ArchiveFile file)
    {
        var path = new List<TreeHash>();
        foreach (var text in evidence.Path)
        {
            if (!TreeHash.TryParse(text, out var hash))
                return false;
            path.Add(hash);
        }

        using var hasher = new TreeHasher();
        return TreeHash.TryParse(file.Root ?? "", out var root)
            && new ProofCheck(hasher).Inclusion(hasher.Leaf(evidence.Event), evidence.Row, file.Rows, path, root);
    }

    private static EventEvidence? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var evidence = JsonSerializer.Deserialize(json, ProofJson.Default.EventEvidence);
            return evidence is not null && evidence.Path.All(hash => hash is not null) ? evidence : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
