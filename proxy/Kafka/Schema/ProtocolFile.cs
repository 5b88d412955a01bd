using System.Text.Json;

namespace Compliance.Kafka.Schema;

/// <summary>
/// The embedded <c>kafka-protocol.json</c>, as published: one API or message a line. Only the APIs are parsed at first
/// use; of messages the place is noted, and each is parsed when its first program is compiled, as tokenising the whole
/// file would cost more than half of the time that this library takes to start. Immutable, safe for all threads.
/// </summary>
internal sealed class ProtocolFile
{
    private static readonly ProtocolFile Embedded = new(ReadResource());

    private readonly List<ApiSpec> _apis = [];
    private readonly Dictionary<string, MessageLine> _messages = [];

    private ProtocolFile(byte[] json)
    {
        for (int start = 0; start < json.Length;)
        {
            int length = json.AsSpan(start).IndexOf((byte)'\n');
            int end = length < 0 ? json.Length : start + length;
            Line(json.AsMemory(start, end - start));
            start = end + 1;
        }

        if (_apis.Count == 0 || _messages.Count == 0)
            throw new InvalidDataException("kafka-protocol.json must hold one API or message a line, each beginning with its key or name.");
    }

    /// <summary>Every API that still has versions, as the file lists them: by key.</summary>
    public static IReadOnlyList<ApiSpec> Apis => Embedded._apis;

    /// <summary>Names of all messages: requests, responses, headers and data formats.</summary>
    public static IReadOnlyCollection<string> MessageNames => Embedded._messages.Keys;

    /// <summary>Parses a message by its name, as "FetchResponse".</summary>
    public static MessageSpec Message(string name)
    {
        using var json = JsonDocument.Parse(Embedded._messages[name].Json);
        return new MessageSpec(json.RootElement);
    }

    private void Line(ReadOnlyMemory<byte> line)
    {
        ReadOnlyMemory<byte> item = line.Span is [.., (byte)','] ? line[..^1] : line;
        if (item.Span.StartsWith("{\"key\":"u8))
        {
            using var api = JsonDocument.Parse(item);
            if (!api.RootElement.TryGetProperty("removed", out _))
                _apis.Add(new ApiSpec(api.RootElement));
        }
        else if (item.Span.StartsWith("{\"name\":"u8))
        {
            var reader = new Utf8JsonReader(item.Span);
            reader.Read();
            reader.Read();
            reader.Read();
            _messages.Add(reader.GetString()!, new MessageLine(item));
        }
    }

    private static byte[] ReadResource()
    {
        using Stream stream = typeof(ProtocolFile).Assembly.GetManifestResourceStream("kafka-protocol.json")
            ?? throw new InvalidDataException("kafka-protocol.json is not embedded in Compliance.Kafka.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
