using Compliance.Ledger.Merkle;

namespace Compliance.Ledger.Rows;

/// <summary>Gets a row of a batch: its index in it, its canonical bytes, which are valid during the call, and their leaf.</summary>
public delegate void RowTaker(int index, ReadOnlySpan<byte> row, TreeHash leaf);
