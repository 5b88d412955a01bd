namespace Compliance.Ledger.Proofs;

/// <summary>
/// What leads from an event to its log's entry; stands in the <c>extra</c> of a tlog-proof. Nothing in it is trusted: each part is hashed
/// into the next.
/// </summary>
/// <param name="Entry">The manifest entry, its bytes.</param>
/// <param name="File">Path of one of its files.</param>
/// <param name="Row">Number of the event's row in it, from 0.</param>
/// <param name="Event">The row's canonical bytes.</param>
/// <param name="Path">From the row up to the file's root, base64.</param>
/// <param name="Rotations">The statements about keys before the checkpoint, each with its entry's number.</param>
public sealed record EventEvidence(
    byte[] Entry, string File, long Row, byte[] Event, IReadOnlyList<string> Path, IReadOnlyDictionary<long, string> Rotations);
