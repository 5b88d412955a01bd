namespace Compliance.Gateway.Audit.Journaling;

/// <summary>What one flush of the disk thread makes durable: everything up to a sequence.</summary>
/// <param name="Active">The segment being written.</param>
/// <param name="Position">Where its last frame ended.</param>
/// <param name="Last">The sequence of that frame.</param>
/// <param name="Retired">Segments that were filled since the flush before.</param>
internal readonly record struct FlushWork(Segment Active, int Position, long Last, Segment[] Retired);
