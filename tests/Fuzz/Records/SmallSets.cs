using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Records;
using Compliance.Kafka.Tests.Records;

namespace Compliance.Fuzz.Records;

/// <summary>Sets of few records, in every magic and codec, that a change turns into something else at once.</summary>
internal static class SmallSets
{
    private const string Value = """{"card":"4111111111111111","code":"123","amount":1}""";

    public static IReadOnlyList<Sample> All { get; } =
    [
        .. from codec in Enum.GetValues<CompressionType>()
           from records in new[] { 0, 1, 3 }
           select new Sample(Batch(codec, records), [0, 8, 16, 17, 21, 23, 43, 51, 53, 57, 61, 62, 63, 64, 65, 66, 67]),
        .. from magic in new byte[] { 0, 1 }
           from codec in new[] { CompressionType.None, CompressionType.Gzip, CompressionType.Snappy, CompressionType.Lz4 }
           select new Sample(Legacy(magic, codec), [0, 8, 12, 16, 17, 18, 22, 26, 30, 34]),
    ];

    private static byte[] Batch(CompressionType codec, int records) => new SpecBatch
    {
        Codec = codec,
        ProducerId = records,
        BaseOffset = 40,
        Records = [.. Enumerable.Range(0, records).Select(i => new SpecRecord(i == 1 ? null : [1, 2], i == 2 ? null : Encoding.UTF8.GetBytes(Value), [("h", [1]), ("n", null)], i, i))],
    }.Encode();

    private static byte[] Legacy(byte magic, CompressionType codec)
    {
        byte[] first = SpecMessage.Encode(magic, 0, null, Encoding.UTF8.GetBytes(Value));
        byte[] second = SpecMessage.Encode(magic, 1, [1], null);
        return codec == CompressionType.None ? [.. first, .. second] : SpecMessage.Wrap(magic, codec, 1, first, second);
    }
}
