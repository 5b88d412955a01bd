using System.Buffers;
using System.Text;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Session;

/// <summary>Takes the client's software from its ApiVersions requests into the session's state.</summary>
internal static class ClientSoftware
{
    public const short ApiKey = 18;
    private const short FirstWithSoftware = 3;
    private const int Longest = 256;
    private static readonly SearchValues<byte> Fit = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"u8);

    /// <summary>
    /// Grammar, v3+: compact string client_software_name, compact string client_software_version. What a broker would refuse (error
    /// 42: another character than letters, digits, dot and hyphen) is not taken, and left to the broker to refuse.
    /// </summary>
    public static void Read(SessionState state, short version, ReadOnlySpan<byte> body)
    {
        if (version < FirstWithSoftware)
            return;
        var reader = new WireReader(body);
        reader.CompactString(out var name);
        reader.CompactString(out var softwareVersion);
        if (reader.Failed || !IsFit(name) || !IsFit(softwareVersion))
            return;
        state.ClientSoftwareName = Encoding.ASCII.GetString(name);
        state.ClientSoftwareVersion = Encoding.ASCII.GetString(softwareVersion);
    }

    private static bool IsFit(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= Longest && !text.ContainsAnyExcept(Fit) && IsEnd(text[0]) && IsEnd(text[^1]);

    private static bool IsEnd(byte c) => c is not ((byte)'.' or (byte)'-');
}
