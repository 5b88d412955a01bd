using Compliance.Kafka.Records;

namespace Compliance.Kafka.Tests.Records;

/// <summary>A record as text: key, value and headers in hexadecimal, null as null; equal when all of it is.</summary>
internal sealed record ReadRecord(long Offset, long Timestamp, string? Key, string? Value, string Headers)
{
    public static ReadRecord Of(in RecordView record)
    {
        var headers = new List<string>();
        foreach (HeaderView header in record.Headers)
            headers.Add(Header(Convert.ToHexStringLower(header.Key), header.IsNull ? null : Convert.ToHexStringLower(header.Value)));
        return new ReadRecord(
            record.Offset,
            record.Timestamp,
            record.IsKeyNull ? null : Convert.ToHexStringLower(record.Key),
            record.IsValueNull ? null : Convert.ToHexStringLower(record.Value),
            string.Join(' ', headers));
    }

    /// <summary>One header as text, its key in hexadecimal too.</summary>
    public static string Header(string key, string? value) => $"{key}={value ?? "null"}";
}
