namespace Compliance.Search.Bulk;

/// <summary>Leave to send one request.</summary>
/// <param name="Documents">As many as it may have.</param>
/// <param name="Round">Of the pace: what was sent before a cut says nothing about the pace after it.</param>
internal readonly record struct BulkTurn(int Documents, int Round);
