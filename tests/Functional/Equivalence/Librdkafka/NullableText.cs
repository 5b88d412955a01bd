using System.Text;
using Confluent.Kafka;

namespace Compliance.Functional.Equivalence.Librdkafka;

/// <summary>UTF-8 that may be null: librdkafka's own serializer of strings takes null for empty on the way back.</summary>
internal sealed class NullableText : ISerializer<string?>, IDeserializer<string?>
{
    public static NullableText Codec { get; } = new();

    public byte[]? Serialize(string? data, SerializationContext context) => data is null ? null : Encoding.UTF8.GetBytes(data);

    public string? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => isNull ? null : Encoding.UTF8.GetString(data);
}
