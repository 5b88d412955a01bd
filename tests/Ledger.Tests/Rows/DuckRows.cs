using System.Text;
using Compliance.Events;
using DuckDB.NET.Data;

namespace Compliance.Ledger.Tests.Rows;

/// <summary>Canonical rows as a stranger would write them who has DuckDB and the table of fields, and none of the library's code.</summary>
internal static class DuckRows
{
    public static List<byte[]> Read(string path)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        var columns = EventFields.InOrder.Select(field => field.Type == FieldType.Time ? $"epoch_us({field.Column})" : field.Column);
        command.CommandText = $"select {string.Join(", ", columns)} from read_parquet('{path}', file_row_number = true) order by file_row_number";
        using var reader = command.ExecuteReader();
        var rows = new List<byte[]>();
        while (reader.Read())
        {
            List<byte> row = [EventCodec.Schema];
            foreach (var (i, field) in EventFields.InOrder.Index())
                Write(row, field, reader.IsDBNull(i) ? null : reader.GetValue(i));
            rows.Add([.. row]);
        }

        return rows;
    }

    private static void Write(List<byte> row, EventField field, object? value)
    {
        if (value is null)
            return;
        var (wire, bytes, isDefault) = value switch
        {
            string text when field.Type == FieldType.Uuid => (1, Guid.Parse(text).ToByteArray(bigEndian: true), Guid.Parse(text) == default),
            string text => (2, Sized(Encoding.UTF8.GetBytes(text)), text.Length == 0),
            List<string> texts => (3, Sized([.. texts.SelectMany(text => Sized(Encoding.UTF8.GetBytes(text)))]), texts.Count == 0),
            List<int> numbers => (3, Sized([.. numbers.SelectMany(number => Number(number))]), numbers.Count == 0),
            List<long> numbers => (3, Sized([.. numbers.SelectMany(Number)]), numbers.Count == 0),
            _ => (0, Number(Convert.ToInt64(value, null)), Convert.ToInt64(value, null) == 0),
        };
        if (isDefault && !field.Nullable)
            return;
        row.AddRange(Varint((ulong)((field.Id << 2) | wire)));
        row.AddRange(bytes);
    }

    private static byte[] Sized(byte[] bytes) => [.. Varint((ulong)bytes.Length), .. bytes];

    private static byte[] Number(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
