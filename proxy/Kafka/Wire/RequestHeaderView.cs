using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Wire;

/// <summary>
/// The header of a request, over a frame without its size prefix:
/// <c>int16 key, int16 version, int32 correlationId, nullable string clientId (int16 length, also in v2), [v2: tags]</c>.
/// Valid as long as the frame's bytes are.
/// </summary>
public readonly ref struct RequestHeaderView
{
    private RequestHeaderView(ReadOnlySpan<byte> frame, short key, short version, int correlationId)
    {
        Frame = frame;
        ApiKey = key;
        ApiVersion = version;
        CorrelationId = correlationId;
        Api = ApiTable.Find(key);
    }

    public ReadOnlySpan<byte> Frame { get; }
    public short ApiKey { get; }
    public short ApiVersion { get; }
    public int CorrelationId { get; }

    /// <summary>Null for a key that no API has.</summary>
    public ApiRow? Api { get; }

    /// <summary>Whether the API and this version of it are known: only then may the body be walked.</summary>
    public bool Known => Api is { } api && api.Knows(ApiVersion);

    /// <summary>Empty where it is null.</summary>
    public ReadOnlySpan<byte> ClientId { get; private init; }

    /// <summary>Where the body begins in the frame. Of an API that is not known: behind the client id.</summary>
    public int BodyOffset { get; private init; }

    /// <summary>Reads the header. An unknown key or version is no fault: look at <see cref="Known"/>.</summary>
    public static WireFault? Read(ReadOnlySpan<byte> frame, out RequestHeaderView header)
    {
        var reader = new WireReader(frame);
        header = new RequestHeaderView(frame, reader.Int16(), reader.Int16(), reader.Int32());
        reader.ClassicString(out ReadOnlySpan<byte> clientId);
        if (header.Api is { } api && api.RequestHeaderVersion(header.ApiVersion) == 2)
            reader.SkipTags();
        header = header with { ClientId = clientId, BodyOffset = reader.Position };
        return reader.Fault;
    }
}
