using System.Collections.Concurrent;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>The fields of a FetchRequest that rules look at, in one version. Made once; immutable.</summary>
internal sealed record FetchFields(
    ushort? SessionId, ushort? SessionEpoch, ushort? Topics, ushort? Partitions, ushort? Partition, ushort? Forgotten, ushort? ForgottenPartitions,
    ushort? OldReplicaId, ushort? ReplicaState, ushort? NewReplicaId)
{
    private static readonly ConcurrentDictionary<MessageProgram, FetchFields> Made = new();

    public static FetchFields Of(MessageProgram program) => Made.GetOrAdd(program, static p => new FetchFields(
        p.FieldId("SessionId"), p.FieldId("SessionEpoch"), p.FieldId("Topics"), p.FieldId("Topics.Partitions"), p.FieldId("Topics.Partitions.Partition"),
        p.FieldId("ForgottenTopicsData"), p.FieldId("ForgottenTopicsData.Partitions"),
        p.FieldId("ReplicaId"), p.FieldId("ReplicaState"), p.FieldId("ReplicaState.ReplicaId")));

    /// <summary>-1 for a consumer; a broker's own id when it follows a leader.</summary>
    public int ReplicaId(Walk walk)
    {
        var node = OldReplicaId is not null ? walk.Child(Walk.Root, OldReplicaId) : walk.Child(walk.Child(Walk.Root, ReplicaState), NewReplicaId);
        return node < 0 ? -1 : walk.Int32(node);
    }
}
