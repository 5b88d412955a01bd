using Compliance.Fuzz.Edge;
using Compliance.Fuzz.Evidence;
using Compliance.Fuzz.Formats;
using Compliance.Fuzz.Pipeline;
using Compliance.Fuzz.Policy;
using Compliance.Fuzz.Records;
using Compliance.Fuzz.Wire;
using Compliance.Kafka.Records;

namespace Compliance.Fuzz.Engine;

/// <summary>Every target, in the order of the data's way through the product.</summary>
internal static class Targets
{
    private static readonly (string Name, Func<Target> Make)[] Makers =
    [
        ("frames", () => new FrameTarget()),
        ("header", () => new HeaderTarget()),
        ("walk", () => new WalkTarget()),
        ("edits", () => new EditsTarget()),
        ("reply", () => new ReplyTarget()),
        ("batches", () => new BatchTarget()),
        ("gzip", () => new CodecTarget("gzip", CompressionType.Gzip, 15)),
        ("snappy", () => new CodecTarget("snappy", CompressionType.Snappy, 40)),
        ("lz4", () => new CodecTarget("lz4", CompressionType.Lz4, 60)),
        ("zstd", () => new CodecTarget("zstd", CompressionType.Zstd, 30)),
        ("proxy", () => new ProxyHeaderTarget()),
        ("sasl", () => new SaslTarget()),
        ("passing", () => new PassingTarget()),
        ("token", () => new TokenTarget()),
        ("users", () => new UsersTarget()),
        ("settings", () => new SettingsTarget()),
        ("policy", () => new PolicyTarget()),
        ("path", () => new PathTarget()),
        ("json", () => new JsonTarget()),
        ("csv", () => new CsvTarget()),
        ("avro", () => new AvroTarget()),
        ("avsc", () => new AvroSchemaTarget()),
        ("protobuf", () => new ProtobufTarget()),
        ("proto", () => new ProtoTarget()),
        ("events", () => new EventTarget()),
        ("intake", () => new IntakeTarget()),
        ("journal", () => new JournalTarget()),
        ("pipeline", () => new PipelineTarget("pipeline", 25, isAudited: false)),
        ("witness", () => new PipelineTarget("witness", 5, isAudited: true)),
        ("session", () => new SessionTarget()),
    ];

    public static IEnumerable<string> Names => Makers.Select(maker => maker.Name);

    /// <summary>A new one, to be disposed of; null: there is none of that name.</summary>
    public static Target? Make(string name) => Makers.FirstOrDefault(maker => maker.Name == name).Make?.Invoke();
}
