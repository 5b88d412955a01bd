using System.Buffers;
using Compliance.Fuzz.Corpus;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Records;
using Compliance.Kafka.Tests.Records;

namespace Compliance.Fuzz.Records;

/// <summary>
/// Record sets. No batch unfolds to more than the limits; one in which nothing is replaced leaves as it came; of one in which something is,
/// the same records are read again, with nothing but the replaced keys and values changed, under a right checksum.
/// </summary>
internal sealed class BatchTarget : Target
{
    private static readonly RecordLimits Limits = new() { MaxBytes = 1 << 20, MaxRecords = 20_000, RatioFloor = 256 << 10 };
    private readonly BatchRebuilder _rebuilder = new(Limits);
    private readonly BatchRebuilder _again = new(Limits);
    private readonly ArrayBufferWriter<byte> _output = new(4 << 20);
    private readonly List<ReadRecord> _expected = [];

    public override string Name => "batches";
    public override int Share => 40;

    public override void Mend(Span<byte> input) => Checksums.Mend(input);

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        var set = input.Span;
        var dice = Dice.Of(set);
        var view = new RecordSetView(set);
        int end = 0;
        while (view.MoveNext())
        {
            var batch = view.Current;
            Demand(batch.Position == end && batch.Raw.Length > 0, "a batch does not follow the one before");
            end = batch.Position + batch.Raw.Length;
            Budget(batch, probe);
            Rebuild(batch, ref dice, probe);
        }

        Demand(view.TailLength == set.Length - end, "bytes behind the last batch are lost");
        if (view.Fault is { } fault)
            probe.Count(Kinds.Of(fault.Kind));
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
        [.. Golden.RecordSets.Where(set => set.Length < 8_000).Select(set => new Sample(set, Marks(set))), .. SmallSets.All];

    private static int[] Marks(byte[] set)
    {
        var marks = new List<int>();
        var view = new RecordSetView(set);
        while (view.MoveNext())
        {
            int at = view.Current.Position;
            int[] fields = view.Current.Magic == 2 ? [0, 8, 12, 16, 17, 21, 22, 23, 27, 35, 43, 51, 53, 57, 61, 62, 63, 64, 65] : [0, 8, 12, 16, 17, 18, 22, 26, 34];
            marks.AddRange(fields.Select(field => at + field));
        }

        return [.. marks];
    }

    /// <summary>Reading a batch to its end costs no garbage but what the codecs' packages make, whatever it announces.</summary>
    private void Budget(in BatchView batch, Probe probe)
    {
        // gzip's streams can't be used twice; snappy's package makes an object for every block, and a fault's exception is of its own.
        long bound = batch.Compression == CompressionType.None ? 0 : 8192 + (160L * (batch.Raw.Length / 4));
        probe.Begin();
        if (_rebuilder.Open(batch) is null)
        {
            while (_rebuilder.MoveNext())
                continue;
        }

        _rebuilder.Abandon();
        probe.End(bound);
    }

    private void Rebuild(in BatchView batch, ref Dice dice, Probe probe)
    {
        bool keep = dice.OneIn(3);
        _expected.Clear();
        _output.ResetWrittenCount();
        long plain = 0;
        if (_rebuilder.Open(batch) is null)
        {
            while (_rebuilder.MoveNext())
            {
                var record = _rebuilder.Current;
                plain += record.Key.Length + record.Value.Length;
                Demand(plain <= Limits.MaxBytes && _expected.Count < Limits.MaxRecords, "a batch unfolds beyond its limits");
                _expected.Add(keep ? ReadRecord.Of(record) : Change(ReadRecord.Of(record), ref dice));
            }
        }

        bool changed = _rebuilder.IsChanged;
        if (_rebuilder.Close(_output) is { } fault)
        {
            Demand(_output.WrittenCount == 0, "a batch with a fault was written");
            probe.Count(Kinds.Of(fault.Kind));
            return;
        }

        probe.Count(changed ? "changed" : "kept");
        Demand(batch.CrcMatches(), "a batch with a wrong checksum was taken");
        if (!changed)
            Demand(_output.WrittenSpan.SequenceEqual(batch.Raw), "a batch in which nothing was replaced is another");
        else
            ReadAgain(batch);
    }

    private ReadRecord Change(ReadRecord record, ref Dice dice)
    {
        string value = new('a', dice.Below(40));
        switch (dice.Below(7))
        {
            case 0:
                _rebuilder.ReplaceNull();
                return record with { Value = null };
            case 1:
                _rebuilder.Replace(System.Text.Encoding.ASCII.GetBytes(value));
                return record with { Value = string.Concat(Enumerable.Repeat("61", value.Length)) };
            case 2:
                _rebuilder.ReplaceKey("k"u8);
                return record with { Key = "6b" };
            case 3 when record.Value is { } old:
                _rebuilder.Replace(new byte[old.Length / 2]);
                return record with { Value = new string('0', old.Length) };
            case 4:
                _rebuilder.ReplaceKeyNull();
                return record with { Key = null };
            case 5 when record.Headers.Length > 0:
                return ChangeHeaders(record, ref dice);
            default:
                return record;
        }
    }

    private ReadRecord ChangeHeaders(ReadRecord record, ref Dice dice)
    {
        List<string> left = [];
        var headers = record.Headers.Split(' ');
        for (int i = 0; i < headers.Length; i++)
        {
            string name = headers[i].Split('=')[0];
            switch (dice.Below(4))
            {
                case 0:
                    _rebuilder.DropHeader(i);
                    continue;
                case 1:
                    _rebuilder.ReplaceHeaderNull(i);
                    left.Add(ReadRecord.Header(name, null));
                    break;
                case 2:
                    _rebuilder.ReplaceHeader(i, "h"u8);
                    left.Add(ReadRecord.Header(name, "68"));
                    break;
                default:
                    left.Add(headers[i]);
                    break;
            }
        }

        return record with { Headers = string.Join(' ', left) };
    }

    private void ReadAgain(in BatchView before)
    {
        var view = new RecordSetView(_output.WrittenSpan);
        Demand(view.MoveNext() && view.Current.CrcMatches() && view.TailLength == 0, "a rebuilt batch is no batch");
        Demand(view.Current.BaseOffset == before.BaseOffset && view.Current.Attributes == before.Attributes && view.Current.MaxTimestamp == before.MaxTimestamp
            && view.Current.ProducerId == before.ProducerId && view.Current.BaseSequence == before.BaseSequence && view.Current.LastOffset == before.LastOffset, "a rebuilt batch has another header");
        if (_again.Open(view.Current) is { } fault)
            throw new OracleException($"a rebuilt batch is refused: {fault}");
        int index = 0;
        while (_again.MoveNext())
            Demand(index < _expected.Count && ReadRecord.Of(_again.Current) == _expected[index++], "a rebuilt batch has other records");
        Demand(_again.Fault is null && index == _expected.Count, "a rebuilt batch lacks records");
        _again.Abandon();
    }
}
