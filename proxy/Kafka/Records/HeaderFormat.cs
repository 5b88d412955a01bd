namespace Compliance.Kafka.Records;

/// <summary>Writes the headers of a record of magic 2 again, some with another value or none; the others are copied as they came.</summary>
internal static class HeaderFormat
{
    /// <param name="output">Takes <c>headerCount varint, header*</c>.</param>
    /// <param name="headers">The headers as they stand behind their count.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="edits">In the order of the headers, one for each at most.</param>
    /// <param name="pending">What the edits' ranges count in.</param>
    public static void Write(PooledBuffer output, ReadOnlySpan<byte> headers, int count, ReadOnlySpan<HeaderEdit> edits, ReadOnlySpan<byte> pending)
    {
        int gone = 0;
        foreach (HeaderEdit edit in edits)
            gone += edit.Length == HeaderEdit.Gone ? 1 : 0;
        RecordFormat.AppendLength(output, count - gone);

        int at = 0;
        int next = 0;
        for (int i = 0; i < count; i++)
        {
            int start = at;
            Skip(headers, ref at);
            int valueAt = at;
            Skip(headers, ref at);
            if (next == edits.Length || edits[next].Index != i)
            {
                output.Append(headers[start..at]);
                continue;
            }

            HeaderEdit edit = edits[next++];
            if (edit.Length == HeaderEdit.Gone)
                continue;
            output.Append(headers[start..valueAt]);
            RecordFormat.AppendLength(output, edit.Length);
            output.Append(pending.Slice(edit.Start, Math.Max(0, edit.Length)));
        }
    }

    /// <summary>Over a length and what it counts; both were checked when the record was reached.</summary>
    private static void Skip(ReadOnlySpan<byte> headers, ref int at)
    {
        ZigZag.TryReadInt32(headers, ref at, out int length);
        at += Math.Max(0, length);
    }
}
