using System.Collections.Concurrent;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>
/// Strings of group and transactional ids that come again and again, shared by all sessions so that a request makes none.
/// Bounded: when full it starts anew. Thread-safe.
/// </summary>
internal static class KnownNames
{
    private const int Capacity = 10_000;

    private static readonly ConcurrentDictionary<string, string> Names = new(Utf8Names.Comparer);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<byte>> ByUtf8 = Names.GetAlternateLookup<ReadOnlySpan<byte>>();

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (ByUtf8.TryGetValue(utf8, out var known))
            return known;
        if (Names.Count >= Capacity)
            Names.Clear();
        var name = Utf8Names.Comparer.Create(utf8);
        Names[name] = name;
        return name;
    }
}
