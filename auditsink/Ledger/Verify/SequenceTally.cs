using System.Text;
using Apache.Arrow;

namespace Compliance.Ledger.Verify;

/// <summary>The sequences that stand in an entry's files, by proxy and epoch, and the gaps that the sink recorded. One owner.</summary>
internal sealed class SequenceTally
{
    private readonly Dictionary<(string Proxy, long Epoch), List<long>> _taken = [];
    private readonly List<(string Proxy, long Epoch, long First, long Last)> _gaps = [];
    private byte[] _lastProxy = [];
    private long _lastEpoch;
    private List<long>? _list;

    public IReadOnlyDictionary<(string Proxy, long Epoch), List<long>> Taken => _taken;

    public bool IsRecordedGap(string proxy, long epoch, long first, long last) =>
        _gaps.Exists(gap => gap.Proxy == proxy && gap.Epoch == epoch && gap.First <= first && gap.Last >= last);

    public void Add(RecordBatch batch)
    {
        var columns = new SequenceColumns(batch);
        for (var i = 0; i < batch.Length; i++)
            Add(columns, i);
    }

    public void Add(SequenceColumns columns, int row)
    {
        var proxy = columns.Proxy(row);
        var epoch = columns.Epoch(row);
        // Rows about a record that nobody could read belong to no proxy.
        if (proxy.IsEmpty)
            return;
        if (columns.GapEnd(row) is { } end)
        {
            _gaps.Add((Encoding.UTF8.GetString(proxy), epoch, columns.Sequence(row), end));
            return;
        }

        // Rows of one proxy follow each other.
        if (_list is null || epoch != _lastEpoch || !proxy.SequenceEqual(_lastProxy))
        {
            (_lastProxy, _lastEpoch) = (proxy.ToArray(), epoch);
            _list = ListOf(Encoding.UTF8.GetString(proxy), epoch);
        }

        _list.Add(columns.Sequence(row));
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
}
