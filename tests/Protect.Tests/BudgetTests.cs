using System.Buffers;
using System.Globalization;
using System.Text;
using Compliance.Protect.Formats;

namespace Compliance.Protect.Tests;

/// <summary>What a record of 1 KB may cost; measured as CPU time and allocated bytes, which hold on a busy machine too.</summary>
[Collection(nameof(Alone))]
public sealed class BudgetTests
{
    private const int Rounds = 10;
    private const int Records = 4_000;

#if DEBUG
    // Code that is not optimised; the budget itself is checked in a release build.
    private const double MaxMicroseconds = 16;
#else
    private const double MaxMicroseconds = 4;
#endif

    private static byte[] Record()
    {
        var text = new StringBuilder("""{"person":"Ada Lovelace","email":"ada@shop.example","card":{"number":"4111111111111111"},"amount":12.50""");
        for (var i = 0; text.Length < 1000; i++)
            text.Append(CultureInfo.InvariantCulture, $",\"field{i}\":\"value number {i}\"");
        return Encoding.UTF8.GetBytes(text.Append('}').ToString());
    }

    public static TheoryData<string, string> Treatments() => new()
    {
        { "{mask: {keepLast: 4}}", "{mask: {keepFirst: 1}}" },
        { "{hash: k}", "redact" },
        { "drop", "drop" },
        { "mask!", "mask!" },
    };

    [Theory]
    [MemberData(nameof(Treatments))]
    public void Two_fields_of_a_record_cost_little_and_allocate_nothing(string card, string email)
    {
        using var keys = Plans.Keys();
        var protector = new JsonProtector(keys);
        var plan = Plans.For(Plans.Friend, ("$.card.number", card), ("$.email", email));
        var record = Record();
        var output = new ArrayBufferWriter<byte>(4096);
        var counts = new ProtectCounts();

        var rounds = Enumerable.Range(0, Rounds).Select(_ => Measure(() =>
        {
            output.ResetWrittenCount();
            protector.Apply(plan, record, output, counts);
        })).ToList();

        Assert.True(counts.Masked + counts.Clear == Rounds * 2 * Records);
        Assert.Equal(0, rounds.Min(r => r.Bytes));
        Assert.InRange(rounds.Min(r => r.Microseconds), 0, MaxMicroseconds);
    }

    private static (double Microseconds, long Bytes) Measure(Action apply)
    {
        var (bytes, time) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime);
        for (var i = 0; i < Records; i++)
            apply();
        return ((Environment.CpuUsage.TotalTime - time).TotalMicroseconds / Records, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;
}
