using Compliance.Fuzz.Corpus;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Records;
using Compliance.Kafka.Records.Codecs;

namespace Compliance.Fuzz.Records;

/// <summary>
/// One codec. An input is <c>magic uint8, limit uint8, compressed bytes</c>. What unfolds is never more than the limit; what was unfolded,
/// folded and unfolded again, is the same.
/// </summary>
internal sealed class CodecTarget(string name, CompressionType codec, int share) : Target
{
    private static readonly int[] LimitsByByte = [0, 1, 100, 1000, 4096, 65_536, 300_000, 1 << 20];
    private readonly PooledBuffer _plain = new();
    private readonly PooledBuffer _folded = new();
    private readonly PooledBuffer _again = new();

    public override string Name => name;
    public override int Share => share;
    public override int Head => 2;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        if (input.Length < Head)
            return;
        byte magic = (byte)(codec == CompressionType.Zstd ? 2 : input.Span[0] % 3);
        int limit = LimitsByByte[input.Span[1] % LimitsByByte.Length];
        var source = input[Head..];
        var compressor = BatchCodecs.Find(codec, magic)!;
        try
        {
            probe.Begin();
            var fault = compressor.Decompress(source, magic, _plain, limit);
            probe.End(8192 + (160L * (source.Length / 4)));
            Demand(_plain.Length <= limit, "more than the limit came out");
            if (fault is { } kind)
            {
                Demand(kind is RecordFaultKind.TooLarge or RecordFaultKind.Compressed, $"an undeclared fault: {kind}");
                probe.Count(Kinds.Of(kind));
                return;
            }

            probe.Count("unfolded");
            compressor.Compress(_plain.Memory, source.Span, magic, _folded);
            var back = compressor.Decompress(_folded.Memory, magic, _again, limit);
            Demand(back is null && _again.Written.SequenceEqual(_plain.Written), "what was folded again is not the same");
        }
        finally
        {
            _plain.Release();
            _folded.Release();
            _again.Release();
        }
    }

    protected override IReadOnlyList<Sample> MakeSamples() => [.. Payloads().Select((bytes, i) => new Sample([(byte)(i % 3), 7, .. bytes], [2, 3, 4, 6, 8, 12, 18, 22]))];

    /// <summary>Foreign writers' out of the golden sets, and our own of plain things.</summary>
    private IEnumerable<byte[]> Payloads()
    {
        foreach (byte[] set in Golden.RecordSets)
        {
            var view = new RecordSetView(set);
            if (view.MoveNext() && view.Current.Magic == 2 && view.Current.Compression == codec && view.Current.Raw.Length < 40_000)
                yield return view.Current.Raw[BatchLayout.RecordsAt..].ToArray();
        }

        byte[][] plain = [[], [0], new byte[1000], new byte[100_000], [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * i))], "to be or not to be, that is to be"u8.ToArray()];
        byte[][] framings = codec == CompressionType.Snappy ? [[], [0x82, .. "SNAPPY"u8, 0, 0, 0, 0, 1, 0, 0, 0, 1]] : [[]];
        foreach (byte[] bytes in plain)
            foreach (byte[] original in framings)
                for (byte magic = (byte)(codec == CompressionType.Zstd ? 2 : 0); magic < 3; magic += 2)
                {
                    var buffer = new PooledBuffer();
                    BatchCodecs.Find(codec, magic)!.Compress(bytes, original, magic, buffer);
                    yield return buffer.Written.ToArray();
                    buffer.Release();
                }
    }
}
