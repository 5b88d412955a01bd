using Compliance.Events;
using Compliance.Ledger.Notes;

namespace Compliance.Ledger.Proofs;

/// <summary>An event that a proof holds for.</summary>
/// <param name="Event">It.</param>
/// <param name="File">The archive's file that it is a row of.</param>
/// <param name="Row">Its row, from 0.</param>
/// <param name="Entry">Number of the manifest entry that names the file.</param>
/// <param name="Checkpoint">The log's, over that entry.</param>
public sealed record ProvenEvent(AuditEvent Event, string File, long Row, long Entry, Checkpoint Checkpoint);
