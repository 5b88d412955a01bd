namespace Compliance.Search.Bulk;

/// <summary>One document of a batch: its id, and where its two lines lie in the batch's body.</summary>
internal readonly record struct BulkItem(Guid Id, int Start, int Length);
