namespace Compliance.Ledger.Custody;

/// <summary>
/// What was erased from a search index because its events were purged. None was left when they were looked for once more; a run that was cut
/// off and went on counts only what the last part of it erased.
/// </summary>
/// <param name="Index">Address and pattern of the indices, as <c>https://search.example:9200/audit-kafka-*</c>.</param>
/// <param name="Documents">Their number, by the name of the index; nothing for one that had none.</param>
public sealed record ErasedDocuments(string Index, IReadOnlyDictionary<string, long> Documents);
