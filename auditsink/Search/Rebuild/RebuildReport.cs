using Compliance.Search.Bulk;

namespace Compliance.Search.Rebuild;

/// <summary>What a rebuild has done, at its end or so far.</summary>
/// <param name="Files">Of the archive, read to their end.</param>
/// <param name="OfFiles">All that have events of the time asked for.</param>
/// <param name="Skipped">Of them, those that an earlier run had done.</param>
/// <param name="Documents">What became of their events.</param>
internal sealed record RebuildReport(int Files, int OfFiles, int Skipped, BulkTally Documents);
