namespace Compliance.Benchmarks.Load;

/// <summary>What a load is made of.</summary>
/// <param name="RecordBytes">Of a value.</param>
/// <param name="Connections">Of clients, each with a thread.</param>
/// <param name="Tls">Between client and relay.</param>
/// <param name="Topics">Of one partition each.</param>
internal sealed record Shape(int RecordBytes, int Connections, bool Tls, int Topics)
{
    /// <summary>What a producer gathers for a request: batch.size=65536 where a record is not larger.</summary>
    private const int RequestBytes = 64 << 10;
    private const int MostPartitions = 8;

    /// <summary>Batches in a produce request, each of another topic.</summary>
    public int Partitions => Topics == 1 ? 1 : Math.Clamp(RequestBytes / RecordBytes, 1, MostPartitions);

    public int RecordsInBatch => Math.Max(1, RequestBytes / Partitions / RecordBytes);

    public int ValueBytesInRequest => Partitions * RecordsInBatch * RecordBytes;

    public override string ToString() =>
        $"{(RecordBytes >= 1024 ? $"{RecordBytes / 1024} KB" : $"{RecordBytes} B")}, {Connections} conn., {(Tls ? "TLS" : "plain")}, {Topics} topic{(Topics == 1 ? "" : "s")}";
}
