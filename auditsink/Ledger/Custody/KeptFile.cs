namespace Compliance.Ledger.Custody;

/// <summary>A file of a request that was not purged, and why.</summary>
public sealed record KeptFile(string Path, string Why);
