namespace Compliance.Ledger.Custody;

/// <summary>Which files a purge is to remove. The list is what is approved, not the time that it came from. Immutable.</summary>
/// <param name="Before">All events in them are older.</param>
/// <param name="Files">The list.</param>
/// <param name="LookedInto">Numbers of the holds with conditions on rows that reach one of the files: no file of the list has such a row.</param>
public sealed record PurgePlan(DateTimeOffset Before, IReadOnlyList<PurgeFile> Files, IReadOnlyList<long> LookedInto);
