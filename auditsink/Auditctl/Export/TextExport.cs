using System.Buffers;
using System.Text;
using System.Text.Json;
using Compliance.Auditctl.Commands;
using Compliance.Auditctl.Query;

namespace Compliance.Auditctl.Export;

/// <summary>Events as lines of text: CSV, or JSON in one of three vocabularies. UTF-8.</summary>
internal static class TextExport
{
    private const int Flushed = 1 << 20;

    public static long Write(ArchiveTable table, ExportOrder order, Stream output, long total, Progress progress, CancellationToken stop) => order.Format switch
    {
        ExportFormat.Csv => WriteCsv(table, order, output, total, progress, stop),
        ExportFormat.Jsonl => WriteJson(EcsJson.Write, table, order, output, total, progress, stop),
        ExportFormat.Ocsf => WriteJson(OcsfJson.Write, table, order, output, total, progress, stop),
        ExportFormat.CloudEvents => WriteJson(CloudEventJson.Write, table, order, output, total, progress, stop),
        _ => throw new NotSupportedException($"{order.Format} is no text."),
    };

    private static long WriteCsv(ArchiveTable table, ExportOrder order, Stream output, long total, Progress progress, CancellationToken stop)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Flushed, leaveOpen: true);
        CsvExport.WriteHeader(order.Fields, writer);
        return ExportRows.ForEach(table, order, total, row => CsvExport.Write(row, writer), progress, stop);
    }

    private static long WriteJson(
        Action<EventRow, Utf8JsonWriter> write, ArchiveTable table, ExportOrder order, Stream output, long total, Progress progress, CancellationToken stop)
    {
        var buffer = new ArrayBufferWriter<byte>(2 * Flushed);
        using var json = new Utf8JsonWriter(buffer);
        var rows = ExportRows.ForEach(table, order, total, Take, progress, stop);
        output.Write(buffer.WrittenSpan);
        return rows;

        void Take(EventRow row)
        {
            write(row, json);
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount < Flushed)
                return;
            output.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }
}
