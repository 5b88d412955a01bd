using System.Runtime.CompilerServices;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>The events of a file of the archive, out of the same bytes that its root is over. Stateless.</summary>
public static class EventRows
{
    /// <summary>All of them in their order. The event is the same object each time, valid until the next. The stream is disposed of.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isCompacted">Whether it stands for others, and so has <see cref="OriginColumns"/> behind the event's.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="InvalidDataException">A row is no event.</exception>
    public static async IAsyncEnumerable<AuditEvent> ReadAsync(Stream stream, string name, bool isCompacted, [EnumeratorCancellation] CancellationToken stop)
    {
        using var file = new RowFile(stream);
        using var batches = file.Batches();
        var (encoder, e) = (new RowEncoder(), new AuditEvent());
        while (await batches.ReadNextRecordBatchAsync(stop) is { } batch)
        {
            using (batch)
            {
                encoder.Open(batch, isCompacted ? OriginColumns.Fields.Count : 0);
                for (var i = 0; i < batch.Length; i++)
                {
                    if (EventCodec.Read(encoder.Row(i), e) is { } fault)
                        throw new InvalidDataException($"{name}: a row is no event ({fault.Kind} in field {fault.Field}). Restore the file from a copy.");
                    yield return e;
                }
            }
        }
    }
}
