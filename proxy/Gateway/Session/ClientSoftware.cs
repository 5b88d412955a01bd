using System.Buffers;
using System.Text;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Session;

/// <summary>Takes the client's software from its ApiVersions requests into the session's state.</summary>
internal static class ClientSoftware
{
    public const short ApiKey = 18;
    private const short FirstWithSoftware = 3;
    private const short FirstWithIds = 5;
    private const int NoNode = -1;
    private const int Longest = 256;
    private static readonly SearchValues<byte> Fit = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"u8);

    /// <summary>
    /// Whether a broker takes the request, and does not refuse it with error 42: a software has a name and a version, of letters, digits,
    /// dots and hyphens, and an id of a cluster goes with one of a node. What is not fit is not taken into the state.
    /// Grammar, v3+: compact string client_software_name, compact string client_software_version, [v5+: compact nullable string cluster_id,
    /// int32 node_id].
    /// </summary>
    public static bool Read(SessionState state, short version, ReadOnlySpan<byte> body)
    {
        if (version < FirstWithSoftware)
            return true;
        var reader = new WireReader(body);
        reader.CompactString(out var name);
        reader.CompactString(out var softwareVersion);
        if (reader.Failed || !IsFit(name) || !IsFit(softwareVersion))
            return false;
        if (version >= FirstWithIds && reader.CompactString(out _) != (reader.Int32() != NoNode))
            return false;
        state.ClientSoftwareName = Encoding.ASCII.GetString(name);
        state.ClientSoftwareVersion = Encoding.ASCII.GetString(softwareVersion);
        return !reader.Failed;
    }

    private static bool IsFit(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= Longest && !text.ContainsAnyExcept(Fit) && IsEnd(text[0]) && IsEnd(text[^1]);

    private static bool IsEnd(byte c) => c is not ((byte)'.' or (byte)'-');
}
