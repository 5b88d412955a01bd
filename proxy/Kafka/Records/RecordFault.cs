namespace Compliance.Kafka.Records;

/// <summary>
/// Why reading stopped. It holds no byte of the input and may go into logs, events and answers.
/// </summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">
/// Byte position: in the record set for faults of <see cref="RecordSetView"/>; else in the batch, or, when <paramref name="Record"/> is
/// not -1 and the batch is compressed, in its decompressed records.
/// </param>
/// <param name="Record">Index of the record within its batch, as Kafka's RecordErrors count; -1 where the batch itself is at fault.</param>
public readonly record struct RecordFault(RecordFaultKind Kind, int Offset, int Record = -1)
{
    public override string ToString() =>
        Record < 0 ? $"record batch: {Text} (byte {Offset})" : $"record {Record} of its batch: {Text} (byte {Offset})";

    private string Text => Kind switch
    {
        RecordFaultKind.Length => "a length field contradicts the bytes around it",
        RecordFaultKind.Magic => "unknown magic",
        RecordFaultKind.Crc => "the checksum does not match",
        RecordFaultKind.Codec => "unknown compression codec",
        RecordFaultKind.Compressed => "the compressed bytes are malformed",
        RecordFaultKind.TooLarge => "more decompressed bytes than the limit",
        RecordFaultKind.Ratio => "compressed more densely than the limit",
        RecordFaultKind.TooManyRecords => "more records than the limit",
        RecordFaultKind.RecordCount => "the record count is not that of the records",
        RecordFaultKind.Record => "the record's lengths contradict each other",
        RecordFaultKind.Nested => "compressed messages inside a compressed message",
        _ => Kind.ToString(),
    };
}
