using System.Text;
using Apache.Arrow;
using Compliance.Events;
using Compliance.Ledger.Rows;

namespace Compliance.Ledger.Verify;

/// <summary>Says which event a row is, as the file has it. Stateless.</summary>
internal static class RowReader
{
    /// <summary>Null if the row cannot be read. Disposes the stream.</summary>
    public static async Task<EventReference?> ReadAsync(Stream? stream, long row, CancellationToken stop)
    {
        if (stream is null)
            return null;
        try
        {
            using var file = new RowFile(stream);
            using var batches = file.Batches();
            while (await batches.ReadNextRecordBatchAsync(stop) is { } batch)
            {
                using (batch)
                {
                    if (row < batch.Length)
                        return Read(batch, (int)row);
                    row -= batch.Length;
                }
            }

            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null;
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    private static EventReference Read(RecordBatch batch, int row) => new(
        Text(batch, EventFields.Id, row),
        Text(batch, EventFields.Proxy, row),
        ((Int64Array)batch.Column(EventFields.Epoch.Column)).GetValue(row),
        ((Int64Array)batch.Column(EventFields.Sequence.Column)).GetValue(row),
        ((TimestampArray)batch.Column(EventFields.Timestamp.Column)).GetTimestamp(row));

    private static string Text(RecordBatch batch, EventField field, int row) => Encoding.UTF8.GetString(new RowTexts(batch.Column(field.Column)).At(row));
}
