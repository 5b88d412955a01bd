namespace Compliance.Ledger;

/// <summary>Something that the ledger may not pass over, in words for an operator: what, where, and how to mend it.</summary>
public sealed class LedgerException(string message, Exception? inner = null) : Exception(message, inner);
