namespace Compliance.Auditctl.Export;

/// <summary>A file of the archive that an export was made from.</summary>
/// <param name="Path">Below the archive's folder.</param>
/// <param name="Rows">All its rows, also those that did not fit the question.</param>
/// <param name="Sha256">As the archive's manifest has it.</param>
internal sealed record ExportSource(string Path, long Rows, string Sha256);
