using System.Collections.Concurrent;
using Compliance.Kafka.Schema;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>The fields of a ProduceResponse that say what was stored where, in one version. Made once; immutable.</summary>
internal sealed record ProducedFields(ushort? Topics, ushort? Partitions, ushort? Index, ushort? Error, ushort? BaseOffset)
{
    private static readonly ConcurrentDictionary<MessageProgram, ProducedFields> Made = new();

    public static ProducedFields Of(MessageProgram program) => Made.GetOrAdd(program, static p => new ProducedFields(
        p.FieldId("Responses"), p.FieldId("Responses.PartitionResponses"), p.FieldId("Responses.PartitionResponses.Index"),
        p.FieldId("Responses.PartitionResponses.ErrorCode"), p.FieldId("Responses.PartitionResponses.BaseOffset")));
}
