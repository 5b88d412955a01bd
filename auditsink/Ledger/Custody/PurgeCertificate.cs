namespace Compliance.Ledger.Custody;

/// <summary>
/// What a purge has done: the files of its request are gone but for those kept. The checkpoints show that the manifests, with what those
/// files were, are untouched: they are over all entries as before, and the entry of each purged file is one of them.
/// </summary>
/// <param name="Files">Gone.</param>
/// <param name="Rows">In them.</param>
/// <param name="Bytes">In them.</param>
/// <param name="Kept">Still there.</param>
/// <param name="Checkpoints">The newest of each log that lost a file, by its name.</param>
public sealed record PurgeCertificate(
    long Files, long Rows, long Bytes, IReadOnlyList<KeptFile> Kept, IReadOnlyDictionary<string, string> Checkpoints)
{
    /// <summary>From the search index; null: it was not touched, and may have documents of what is gone.</summary>
    public ErasedDocuments? Erased { get; init; }

    /// <summary>Documents that the search index had refused, and that the archive kept for it until then.</summary>
    public long DeadLetters { get; init; }
}
