namespace Compliance.Ledger.Log;

/// <summary>Where a log's entries are: the bytes of the entry of that number, or null behind the last.</summary>
public delegate ValueTask<byte[]?> EntrySource(long index, CancellationToken stop);
