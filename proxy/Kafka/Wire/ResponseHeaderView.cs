using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Wire;

/// <summary>
/// The header of a response, over a frame without its size prefix: <c>int32 correlationId, [v1: tags]</c>. Which of the
/// two it is follows from the request it answers.
/// </summary>
public readonly record struct ResponseHeaderView(int CorrelationId, int BodyOffset)
{
    public static WireFault? Read(ReadOnlySpan<byte> frame, ApiRow api, short version, out ResponseHeaderView header)
    {
        ArgumentNullException.ThrowIfNull(api);
        var reader = new WireReader(frame);
        int correlationId = reader.Int32();
        if (api.ResponseHeaderVersion(version) == 1)
            reader.SkipTags();
        header = new ResponseHeaderView(correlationId, reader.Position);
        return reader.Fault;
    }

    /// <summary>Bytes that <see cref="Write"/> takes: 4, or 5 with an empty tag section.</summary>
    public static int Size(ApiRow api, short version)
    {
        ArgumentNullException.ThrowIfNull(api);
        return 4 + api.ResponseHeaderVersion(version);
    }

    /// <summary>Writes the header of a response that the proxy answers by itself.</summary>
    public static void Write(ref WireWriter writer, ApiRow api, short version, int correlationId)
    {
        ArgumentNullException.ThrowIfNull(api);
        writer.Int32(correlationId);
        if (api.ResponseHeaderVersion(version) == 1)
            writer.UVarint(0);
    }
}
