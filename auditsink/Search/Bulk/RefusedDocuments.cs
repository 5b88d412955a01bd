namespace Compliance.Search.Bulk;

/// <summary>Takes documents of a batch that the index refused for good, each with the type of its error. What it keeps lasts when it returns.</summary>
internal delegate Task RefusedDocuments(BulkBatch batch, IReadOnlyList<(BulkItem Item, string Error)> refused, CancellationToken stop);
