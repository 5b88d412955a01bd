namespace Compliance.Auditctl.Export;

/// <summary>What an export has become.</summary>
/// <param name="Rows">Rows in it.</param>
/// <param name="Times">Of its first and last event, microseconds since the Unix epoch; null without rows.</param>
/// <param name="Sources">What it was made from.</param>
/// <param name="Purged">What it could not be made from: files of the times asked for that were purged.</param>
/// <param name="JournalRows">Rows of it that stand in the journal of uses beside the archive.</param>
internal sealed record ExportResult(long Rows, (long First, long Last)? Times, IReadOnlyList<ExportSource> Sources, IReadOnlyList<string> Purged, long JournalRows);
