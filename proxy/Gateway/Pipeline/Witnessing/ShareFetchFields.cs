using System.Collections.Concurrent;
using Compliance.Kafka.Schema;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>The fields of a ShareFetchRequest that say what is to be read, in one version. Made once; immutable.</summary>
internal sealed record ShareFetchFields(ushort? MaxRecords, ushort? Topics)
{
    private const short Key = 78;
    private static readonly ConcurrentDictionary<MessageProgram, ShareFetchFields> Made = new();

    public static bool IsOf(ApiRow api) => api.Key == Key;

    public static ShareFetchFields Of(MessageProgram program) => Made.GetOrAdd(program, static p => new ShareFetchFields(p.FieldId("MaxRecords"), p.FieldId("Topics")));
}
