using Compliance.Kafka.Records;

namespace Compliance.Kafka.Tests.Records;

/// <summary>A batch read whole, as values that can be compared: what a test expects, or what the reader found.</summary>
internal sealed record ReadBatch(
    long FirstOffset,
    long LastOffset,
    int Size,
    long ProducerId,
    short ProducerEpoch,
    int BaseSequence,
    bool IsTransactional,
    bool IsControl,
    TimestampType TimestampType,
    long MaxTimestamp,
    int PartitionLeaderEpoch,
    uint? Crc,
    IReadOnlyList<ReadRecord> Records)
{
    public static ReadBatch Of(in BatchView batch, IReadOnlyList<ReadRecord> records) => new(
        records.Count > 0 && batch.Magic < 2 ? records[0].Offset : batch.BaseOffset,
        batch.LastOffset,
        batch.Raw.Length,
        batch.ProducerId,
        batch.ProducerEpoch,
        batch.BaseSequence,
        batch.IsTransactional,
        batch.IsControl,
        batch.TimestampType,
        batch.MaxTimestamp,
        batch.PartitionLeaderEpoch,
        batch.Magic == 2 ? batch.Crc : null,
        records);
}
