using System.Text;
using Compliance.Kafka.Records;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>A record as a client writes or reads it; null is null.</summary>
internal sealed record TestRecord(byte[]? Key, byte[]? Value, (string Name, byte[]? Value)[] Headers)
{
    public static TestRecord Of(string? key, string? value, params (string Name, string? Value)[] headers) =>
        new(Bytes(key), Bytes(value), Array.ConvertAll(headers, h => (h.Name, Bytes(h.Value))));

    public static TestRecord Of(in RecordView record)
    {
        List<(string, byte[]?)> headers = [];
        foreach (var header in record.Headers)
            headers.Add((Encoding.UTF8.GetString(header.Key), header.IsNull ? null : header.Value.ToArray()));
        return new(record.IsKeyNull ? null : record.Key.ToArray(), record.IsValueNull ? null : record.Value.ToArray(), [.. headers]);
    }

    /// <summary>As <c>key = value; name: value, …</c>.</summary>
    public override string ToString() => $"{Text(Key)} = {Text(Value)}{string.Concat(Headers.Select(h => $"; {h.Name}: {Text(h.Value)}"))}";

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    private static string Text(byte[]? bytes) => bytes is null ? "null" : Encoding.UTF8.GetString(bytes);
}
