using System.Collections.Concurrent;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>The fields of a FetchResponse or ShareFetchResponse by which its records are found, in one version. Made once; immutable.</summary>
internal sealed record FetchedFields(ushort? Topics, ushort? Partitions, ushort? Index, ushort? Error, ushort? Records, ushort? Acquired)
{
    private const short Fetch = 1;
    private const short ShareFetch = 78;
    private static readonly ConcurrentDictionary<MessageProgram, FetchedFields> Made = new();

    /// <summary>Whether the API gives records to read.</summary>
    public static bool IsOf(ApiRow api) => api.Key is Fetch or ShareFetch;

    public static FetchedFields Of(MessageProgram program) => Made.GetOrAdd(program, static p => new FetchedFields(
        p.FieldId("Responses"), p.FieldId("Responses.Partitions"), p.FieldId("Responses.Partitions.PartitionIndex"),
        p.FieldId("Responses.Partitions.ErrorCode"), p.FieldId("Responses.Partitions.Records"),
        p.FieldId("Responses.Partitions.AcquiredRecords")));

    /// <summary>Whether the broker has handed out records of a topic for a share group: they are locked for its reader now, and counted as delivered.</summary>
    public bool HasAcquired(Walk walk, int topic)
    {
        if (Acquired is null)
            return false;
        foreach (var partition in walk.Elements(walk.Child(topic, Partitions)))
        {
            if (walk.Child(partition, Acquired) is var acquired and >= 0 && walk.Nodes[acquired].Count > 0)
                return true;
        }

        return false;
    }
}
