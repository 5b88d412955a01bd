namespace Compliance.Auditctl.Export;

/// <summary>What an export has become.</summary>
/// <param name="Rows">Rows in it.</param>
/// <param name="Times">Of its first and last event, microseconds since the Unix epoch; null without rows.</param>
/// <param name="Sources">What it was made from.</param>
internal sealed record ExportResult(long Rows, (long First, long Last)? Times, IReadOnlyList<ExportSource> Sources);
