namespace Compliance.Ledger.Rows;

/// <summary>
/// Canonical bytes of a few rows that follow each other, while column after column appends to them. Each row has a slot as wide as a row of
/// the batch can become, so that appending never moves anything.
/// <code>
/// slot of row 0: [field][field].......   slot of row 1: [field][field][field]...
/// </code>
/// One owner; its memory is kept from block to block.
/// </summary>
internal sealed class RowBlock
{
    /// <summary>Most rows: one bit of a number each, and together they stay in a core's nearest cache.</summary>
    public const int MaxRows = 64;

    private const int UsualBytes = 256 << 10;
    private readonly int[] _ends = new int[MaxRows];
    private byte[] _bytes = [];
    private int _width;

    /// <summary>Row of the batch that is the block's first.</summary>
    public int First { get; private set; }

    public int Rows { get; private set; }

    /// <summary>A set bit for each of the rows.</summary>
    public ulong All => ulong.MaxValue >> (MaxRows - Rows);

    /// <summary>Begins a block with as many of the rows as fit: at least one.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="rows">Rows that there are from it on; more than none.</param>
    /// <param name="width">Most bytes of a row.</param>
    public void Open(int first, int rows, int width)
    {
        (First, Rows, _width) = (first, Math.Clamp(UsualBytes / Math.Max(1, width), 1, Math.Min(rows, MaxRows)), width);
        if (_bytes.Length < Rows * width)
            _bytes = new byte[Rows * width];
        for (var row = 0; row < Rows; row++)
            _ends[row] = row * width;
    }

    /// <summary>No rows.</summary>
    public void Clear() => Rows = 0;

    /// <summary>What is left of the slot of the block's row.</summary>
    public Span<byte> Free(int row) => _bytes.AsSpan(_ends[row], ((row + 1) * _width) - _ends[row]);

    /// <summary>So many bytes more of the slot are written.</summary>
    public void Took(int row, int bytes) => _ends[row] += bytes;

    public ReadOnlySpan<byte> Written(int row) => _bytes.AsSpan(row * _width, _ends[row] - (row * _width));
}
