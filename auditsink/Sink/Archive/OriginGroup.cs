using Apache.Arrow;
using Compliance.Ledger.Rows;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// The columns of a compacted file that say where each row was, gathered beside a <see cref="RowGroup"/>. Owned by one open file.
/// </summary>
internal sealed class OriginGroup
{
    private readonly List<int> _files = [];
    private readonly List<int> _rows = [];

    public static Schema Schema { get; } = new([.. RowGroup.Schema.FieldsList, .. OriginColumns.Fields], RowGroup.Schema.Metadata);

    public void Append(int file, int row)
    {
        _files.Add(file);
        _rows.Add(row);
    }

    /// <summary>The batch with these columns behind its own. Nothing is kept.</summary>
    public RecordBatch AddTo(RecordBatch batch)
    {
        var whole = new RecordBatch(Schema, [.. batch.Arrays, Column(_files), Column(_rows)], batch.Length);
        _files.Clear();
        _rows.Clear();
        return whole;
    }

    private static Int32Array Column(List<int> values) => new Int32Array.Builder().AppendRange(values).Build();
}
