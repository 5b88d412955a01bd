using Compliance.Kafka.Wire;

namespace Compliance.Benchmarks.Micro;

/// <summary>Finding every field of a 1 MB Fetch response, and writing it with the records of one or all partitions replaced.</summary>
internal static class WalkBenchmark
{
    public static void Run()
    {
        byte[] body = FetchAnswer.Encode();
        using var walk = new Walk();
        using var edits = new Edits(walk);
        var target = new byte[body.Length + 100_000];
        byte[] replacement = new byte[20_000];
        ushort? records = FetchAnswer.Program.FieldId("Responses.Partitions.Records");

        Meter.Run($"walk Fetch v16, {FetchAnswer.Partitions} partitions ({body.Length} B)", body.Length, () => Read());
        Meter.Run("  memcpy of the same, to compare", body.Length, () => body.CopyTo(target, 0));
        Meter.Run("  walk, replace 1 partition's records, write", body.Length, () => Splice(1));
        Meter.Run("  walk, replace all partitions' records, write", body.Length, () => Splice(int.MaxValue));

        void Read()
        {
            if (walk.Read(FetchAnswer.Program, body) is { } fault)
                throw new InvalidOperationException(fault.ToString());
        }

        void Splice(int count)
        {
            Read();
            foreach (int node in walk.All(records))
            {
                if (count-- > 0)
                    edits.SetBytes(node, replacement);
            }

            edits.WriteTo(target);
            edits.Clear();
        }
    }
}
