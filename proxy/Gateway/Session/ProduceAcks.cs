using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Session;

/// <summary>Peeks into a Produce request for whether the client waits for an answer.</summary>
internal static class ProduceAcks
{
    public const short ApiKey = 0;
    private const short FirstWithTransactionalId = 3;
    private const short FirstFlexible = 9;

    /// <summary>
    /// Grammar: [v3+: nullable string transactional_id (compact from v9)] int16 acks …. <paramref name="start"/> may be the first part
    /// of the body only; false: it ends too early.
    /// </summary>
    public static bool TryRead(short version, ReadOnlySpan<byte> start, out short acks)
    {
        var reader = new WireReader(start);
        if (version >= FirstFlexible)
            reader.CompactString(out _);
        else if (version >= FirstWithTransactionalId)
            reader.ClassicString(out _);
        acks = reader.Int16();
        return !reader.Failed;
    }
}
