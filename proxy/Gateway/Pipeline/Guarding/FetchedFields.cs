using System.Collections.Concurrent;
using Compliance.Kafka.Schema;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>The fields of a FetchResponse or ShareFetchResponse by which its records are found, in one version. Made once; immutable.</summary>
internal sealed record FetchedFields(ushort? Topics, ushort? Partitions, ushort? Index, ushort? Error, ushort? Records)
{
    private const short Fetch = 1;
    private const short ShareFetch = 78;
    private static readonly ConcurrentDictionary<MessageProgram, FetchedFields> Made = new();

    /// <summary>Whether the API gives records to read.</summary>
    public static bool IsOf(ApiRow api) => api.Key is Fetch or ShareFetch;

    public static FetchedFields Of(MessageProgram program) => Made.GetOrAdd(program, static p => new FetchedFields(
        p.FieldId("Responses"), p.FieldId("Responses.Partitions"), p.FieldId("Responses.Partitions.PartitionIndex"),
        p.FieldId("Responses.Partitions.ErrorCode"), p.FieldId("Responses.Partitions.Records")));
}
