using System.Text;
using Apache.Arrow;
using Compliance.Events;

namespace Compliance.Ledger.Verify;

/// <summary>The sequences that stand in an entry's files, by proxy and epoch, and the gaps that the sink recorded. One owner.</summary>
internal sealed class SequenceTally
{
    private static readonly byte[] GapAction = "audit.gap"u8.ToArray();
    private readonly Dictionary<(string Proxy, long Epoch), List<long>> _taken = [];
    private readonly List<(string Proxy, long Epoch, long First, long Last)> _gaps = [];

    public IReadOnlyDictionary<(string Proxy, long Epoch), List<long>> Taken => _taken;

    public bool IsRecordedGap(string proxy, long epoch, long first, long last) =>
        _gaps.Exists(gap => gap.Proxy == proxy && gap.Epoch == epoch && gap.First <= first && gap.Last >= last);

    /// <summary>The columns have been checked already to be those of the table.</summary>
    public void Add(RecordBatch batch)
    {
        var proxies = (StringArray)batch.Column(EventFields.Proxy.Column);
        var epochs = (Int64Array)batch.Column(EventFields.Epoch.Column);
        var sequences = (Int64Array)batch.Column(EventFields.Sequence.Column);
        var actions = (StringArray)batch.Column(EventFields.Action.Column);
        byte[] lastProxy = [];
        var lastEpoch = 0L;
        List<long>? list = null;
        for (var i = 0; i < batch.Length; i++)
        {
            var proxy = proxies.GetBytes(i);
            var (epoch, sequence) = (epochs.Values[i], sequences.Values[i]);
            // Rows about a record that nobody could read belong to no proxy.
            if (proxy.IsEmpty)
                continue;
            if (actions.GetBytes(i).SequenceEqual(GapAction) && TryAddGap(batch, i, Encoding.UTF8.GetString(proxy), epoch, sequence))
                continue;
            if (list is null || epoch != lastEpoch || !proxy.SequenceEqual(lastProxy))
            {
                (lastProxy, lastEpoch) = (proxy.ToArray(), epoch);
                list = ListOf(Encoding.UTF8.GetString(proxy), epoch);
            }

            list.Add(sequence);
        }
    }

    public void Add(SequenceTally other)
    {
        foreach (var ((proxy, epoch), sequences) in other._taken)
            ListOf(proxy, epoch).AddRange(sequences);
        _gaps.AddRange(other._gaps);
    }

    private List<long> ListOf(string proxy, long epoch)
    {
        if (!_taken.TryGetValue((proxy, epoch), out var list))
            _taken.Add((proxy, epoch), list = []);
        return list;
    }

    // The sink's own row stands at the first missing sequence; a proxy's has a sequence of its own, behind what it tells of.
    private bool TryAddGap(RecordBatch batch, int row, string proxy, long epoch, long sequence)
    {
        var (from, to, of) = (Number(batch, "seq_from", row), Number(batch, "seq_to", row), Number(batch, "seq_epoch", row));
        if (from != sequence || of != epoch || to is null)
            return false;
        _gaps.Add((proxy, epoch, sequence, to.Value));
        return true;
    }

    private static long? Number(RecordBatch batch, string column, int row) => batch.Column(column) is Int64Array array ? array.GetValue(row) : null;
}
