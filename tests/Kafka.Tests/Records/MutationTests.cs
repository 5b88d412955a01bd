using System.Buffers;
using Compliance.Kafka.Records;
using Compliance.Kafka.Tests.Data;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

/// <summary>
/// Sound sets with bytes changed at random, from a fixed seed (RECORDS_SEED and RECORDS_ROUNDS ask for others): nothing throws, nothing goes on
/// without end, and what is written is sound. Checksums are mended in half of the rounds, so that the change reaches codecs and records.
/// </summary>
public sealed class MutationTests
{
    private static readonly int Seed = Number("RECORDS_SEED", 20_26);
    private static readonly int Rounds = Number("RECORDS_ROUNDS", 60);

    public static IEnumerable<TheoryDataRow<string>> Sets => RecordSetVectors.Names;

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_mutated_set_ends_in_records_or_a_fault(string name)
    {
        VectorLine line = RecordSetVectors.Find(name);
        byte[] sound = line.Bytes;
        var random = new Random(Seed + line.Number);
        var rebuilder = new BatchRebuilder(new RecordLimits { MaxBytes = 10_000_000 });

        for (int round = 0; round < Rounds; round++)
        {
            byte[] set = Mutate(sound, random);
            if (round % 2 == 0)
                MendChecksums(set);
            Drive(rebuilder, set, random);
        }
    }

    private static void Drive(BatchRebuilder rebuilder, byte[] set, Random random)
    {
        var output = new ArrayBufferWriter<byte>();
        int records = 0;
        var view = new RecordSetView(set);
        while (view.MoveNext())
        {
            if (rebuilder.Open(view.Current) is null)
            {
                while (rebuilder.MoveNext())
                {
                    records++;
                    foreach (HeaderView header in rebuilder.Current.Headers)
                        Assert.True(header.Key.Length + header.Value.Length <= set.Length * 300);
                    if (random.Next(3) == 0)
                        rebuilder.Replace("replaced"u8);
                }
            }

            int before = output.WrittenCount;
            RecordFault? fault = rebuilder.Close(output);
            Assert.Equal(fault is not null, output.WrittenCount == before);
        }

        Assert.True(view.TailLength <= set.Length);
        List<ReadBatch> written = RecordSets.Read(output.WrittenSpan);
        Assert.True(written.Sum(batch => batch.Records.Count) <= records);
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        byte[] set = [.. sound];
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            // Headers are a small part of a set and the most of its structure: half of the changes go there.
            int at = random.Next(2) == 0 ? random.Next(Math.Min(set.Length, 90)) : random.Next(set.Length);
            switch (random.Next(4))
            {
                case 0: set[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: set[at] = (byte)random.Next(256); break;
                case 2: set[at] = random.Next(2) == 0 ? (byte)0xff : (byte)0; break;
                default: set = random.Next(2) == 0 ? [.. set[..at], .. set[Math.Min(set.Length, at + random.Next(1, 9))..]] : [.. set[..at], (byte)random.Next(256), .. set[at..]]; break;
            }
        }

        return set;
    }

    private static void MendChecksums(byte[] set)
    {
        var view = new RecordSetView(set);
        while (view.MoveNext())
        {
            BatchView batch = view.Current;
            Span<byte> bytes = set.AsSpan(batch.Position, batch.Raw.Length);
            if (batch.Magic == 2)
                SpecBatch.Seal(bytes);
            else
                LegacyFormat.Seal(bytes);
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out int number) ? number : otherwise;
}
