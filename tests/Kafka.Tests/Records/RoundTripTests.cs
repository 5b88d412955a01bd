using Compliance.Kafka.Records;
using CsCheck;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

/// <summary>Batches of any content, every codec: read, and rebuilt with any other values.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<byte[]?> Bytes = Gen.Frequency(
        (1, Gen.Const((byte[]?)null)),
        (6, Gen.Byte.Array[0, 40].Select(bytes => (byte[]?)bytes)),
        (2, Gen.Select(Gen.Byte, Gen.Int[100, 9000], (one, length) => (byte[]?)[.. Enumerable.Repeat(one, length)])));

    private static readonly Gen<(string, byte[]?)[]> Headers = Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 5], Bytes).Select((key, value) => (key, value)).Array[0, 3];

    private static readonly Gen<SpecRecord> Record =
        Gen.Select(Bytes, Bytes, Headers, Gen.Int[0, 3], Gen.Long[-1_000_000_000_000, 1_000_000_000_000])
            .Select((key, value, headers, gap, time) => new SpecRecord(key, value, headers, gap, time));

    private static readonly Gen<SpecBatch> Batch =
        Gen.Select(Gen.Enum<CompressionType>(), Record.List[1, 12], Gen.Long[0, 1L << 40], Gen.Long[-1, 9]).Select((codec, records, offset, producer) => new SpecBatch
        {
            Codec = codec,
            Records = Spread(records),
            BaseOffset = offset,
            ProducerId = producer,
            Attributes = producer > 4 ? BatchLayout.TransactionalBit : 0,
        });

    [Fact]
    public void What_was_written_is_read() => Batch.Sample(spec =>
    {
        ReadBatch read = Assert.Single(RecordSets.Read(spec.Encode()));
        Assert.Equal(spec.Records.Select(record => Expected(spec, record)), read.Records);
        Assert.Equal((spec.BaseOffset, spec.ProducerId, spec.ProducerId > 4), (read.FirstOffset, read.ProducerId, read.IsTransactional));
    });

    [Fact]
    public void A_rebuilt_batch_is_the_batch_that_would_have_been_written_with_those_values() =>
        Gen.Select(Batch, Gen.Select(Gen.Bool, Bytes).Array[12]).Sample((spec, changes) =>
        {
            byte[] rebuilt = RecordSets.Rebuild(spec.Encode(), rebuilder =>
            {
                (bool replace, byte[]? value) = changes[rebuilder.Current.Index];
                if (replace && value is null)
                    rebuilder.ReplaceNull();
                else if (replace)
                    rebuilder.Replace(value);
            });

            SpecRecord[] records = [.. spec.Records.Select((record, i) => changes[i].Item1 ? record with { Value = changes[i].Item2 } : record)];
            Assert.Equal((spec with { Records = records }).Encode(), rebuilt);
        });

    [Fact]
    public void A_rebuilt_wrapper_is_the_wrapper_that_would_have_been_written_with_those_values() =>
        Gen.Select(Gen.Byte[0, 1], Gen.Int[0, 3].Select(code => (CompressionType)code), Gen.Select(Bytes, Bytes, Bytes).List[1, 6])
            .Sample((magic, codec, rows) =>
            {
                byte[] set = Encode(rows, row => row.Item2);

                byte[] rebuilt = RecordSets.Rebuild(set, rebuilder =>
                {
                    byte[]? value = rows[codec == CompressionType.None ? (int)rebuilder.Current.Offset : rebuilder.Current.Index].Item3;
                    if (value is null)
                        rebuilder.ReplaceNull();
                    else
                        rebuilder.Replace(value);
                });

                // Raw snappy is what the builder of these sets writes, and what must come back.
                Assert.Equal(Encode(rows, row => row.Item3), rebuilt);

                byte[] Encode(List<(byte[]?, byte[]?, byte[]?)> all, Func<(byte[]?, byte[]?, byte[]?), byte[]?> valueOf)
                {
                    byte[][] messages = [.. all.Select((row, i) => SpecMessage.Encode(magic, i, row.Item1, valueOf(row)))];
                    return codec == CompressionType.None ? [.. messages.SelectMany(one => one)] : SpecMessage.Wrap(magic, codec, messages.Length - 1, messages);
                }
            });

    private static ReadRecord Expected(SpecBatch spec, SpecRecord record) => new(
        spec.BaseOffset + record.OffsetDelta,
        SpecBatch.BaseTimestamp + record.TimestampDelta,
        record.Key is null ? null : Convert.ToHexStringLower(record.Key),
        record.ValueHex,
        string.Join(' ', record.Headers.Select(header => ReadRecord.Header(
            Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(header.Key)), header.Value is null ? null : Convert.ToHexStringLower(header.Value)))));

    /// <summary>Offset deltas that rise, with gaps as compaction leaves them.</summary>
    private static SpecRecord[] Spread(List<SpecRecord> records)
    {
        int next = 0;
        return [.. records.Select((record, i) => record with { OffsetDelta = i == 0 ? 0 : next += 1 + record.OffsetDelta })];
    }
}
