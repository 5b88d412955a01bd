using System.Text.Json;

namespace Compliance.Kafka.Schema;

/// <summary>
/// The embedded <c>kafka-protocol.json</c>. It is tokenised once, at first use, into the list of APIs and the place of
/// every message; a message is parsed when its first program is compiled. Immutable, safe for all threads.
/// </summary>
internal sealed class ProtocolFile
{
    private static readonly ProtocolFile Embedded = new(ReadResource());

    private readonly byte[] _json;
    private readonly List<ApiSpec> _apis = [];
    private readonly Dictionary<string, Range> _messages = [];

    private ProtocolFile(byte[] json)
    {
        _json = json;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool apis = reader.ValueTextEquals("apis"u8);
            bool messages = reader.ValueTextEquals("messages"u8);
            reader.Read();
            if (apis)
                IndexApis(ref reader);
            else if (messages)
                IndexMessages(ref reader);
            else
                reader.Skip();
        }
    }

    /// <summary>Every API that still has versions, by key.</summary>
    public static IReadOnlyList<ApiSpec> Apis => Embedded._apis;

    /// <summary>Names of all messages: requests, responses, headers and data formats.</summary>
    public static IReadOnlyCollection<string> MessageNames => Embedded._messages.Keys;

    /// <summary>Parses a message by its name, as "FetchResponse".</summary>
    public static MessageSpec Message(string name)
    {
        using var json = JsonDocument.Parse(Embedded._json.AsMemory(Embedded._messages[name]));
        return new MessageSpec(json.RootElement);
    }

    private void IndexApis(ref Utf8JsonReader reader)
    {
        using var apis = JsonDocument.ParseValue(ref reader);
        foreach (JsonElement api in apis.RootElement.EnumerateArray())
            if (!api.TryGetProperty("removed", out _))
                _apis.Add(new ApiSpec(api));
    }

    private void IndexMessages(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            int start = (int)reader.TokenStartIndex;
            Utf8JsonReader ahead = reader;
            ahead.Read();
            ahead.Read();
            string name = ahead.GetString()!;
            reader.Skip();
            _messages.Add(name, start..(int)reader.BytesConsumed);
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
