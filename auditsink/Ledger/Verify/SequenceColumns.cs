using System.Text;
using Apache.Arrow;
using Compliance.Events;
using Compliance.Ledger.Rows;

namespace Compliance.Ledger.Verify;

/// <summary>The columns of a batch that tell of sequences. They have been checked already to be those of the table. Valid as long as the batch.</summary>
internal sealed class SequenceColumns(RecordBatch batch)
{
    private static readonly byte[] GapAction = Encoding.UTF8.GetBytes(AuditAction.Gap);
    private readonly RowTexts _proxies = new(batch.Column(EventFields.Proxy.Column));
    private readonly Int64Array _epochs = (Int64Array)batch.Column(EventFields.Epoch.Column);
    private readonly Int64Array _sequences = (Int64Array)batch.Column(EventFields.Sequence.Column);
    private readonly RowTexts _actions = new(batch.Column(EventFields.Action.Column));

    public ReadOnlySpan<byte> Proxy(int row) => _proxies.At(row);

    public long Epoch(int row) => _epochs.Values[row];

    public long Sequence(int row) => _sequences.Values[row];

    /// <summary>
    /// The last of the missing events, of which the row's sequence is the first; null if the row records no gap. The sink's own row stands at the
    /// first missing sequence; a proxy's has a sequence of its own, behind what it tells of.
    /// </summary>
    public long? GapEnd(int row) =>
        _actions.At(row).SequenceEqual(GapAction) && Number("seq_from", row) == Sequence(row) && Number("seq_epoch", row) == Epoch(row) ? Number("seq_to", row) : null;

    private long? Number(string column, int row) => batch.Column(column) is Int64Array array ? array.GetValue(row) : null;
}
