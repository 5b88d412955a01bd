using System.Collections.Concurrent;
using Compliance.Kafka.Schema;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>The fields of a ProduceRequest by which its records are found, in one version. Made once; immutable.</summary>
internal sealed record ProduceFields(ushort? Acks, ushort? Topics, ushort? Partitions, ushort? Index, ushort? Records)
{
    private static readonly ConcurrentDictionary<MessageProgram, ProduceFields> Made = new();

    public static ProduceFields Of(MessageProgram program) => Made.GetOrAdd(program, static p => new ProduceFields(
        p.FieldId("Acks"), p.FieldId("TopicData"), p.FieldId("TopicData.PartitionData"), p.FieldId("TopicData.PartitionData.Index"),
        p.FieldId("TopicData.PartitionData.Records")));
}
