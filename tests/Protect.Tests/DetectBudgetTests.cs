using System.Buffers;
using System.Globalization;
using System.Text;
using Compliance.Protect.Formats;

namespace Compliance.Protect.Tests;

/// <summary>What it may cost to look into every text of a record of 1 KB.</summary>
[Collection(nameof(BudgetTests.Alone))]
public sealed class DetectBudgetTests
{
#if DEBUG
    private const double MaxMicroseconds = 150;
#else
    // 100 MB/s.
    private const double MaxMicroseconds = 10;
#endif

    private static byte[] Record(string note)
    {
        var text = new StringBuilder($$"""{"person":"Ada Lovelace","note":"{{note}}","at":"2027-01-02T10:15:00Z","amount":12.50""");
        for (var i = 0; text.Length < 1000; i++)
            text.Append(CultureInfo.InvariantCulture, $",\"field{i}\":\"value number {i} of A-19-77\"");
        return Encoding.UTF8.GetBytes(text.Append('}').ToString());
    }

    [Theory]
    [InlineData("class", "pay with 4111 1111 1111 1111 now")]
    [InlineData("class", "naïve \\u0022 4111111111111111")]
    [InlineData("class", "nothing at all")]
    [InlineData("observe", "pay with 4111 1111 1111 1111 now")]
    [InlineData("quarantine", "nothing at all")]
    [InlineData("mask", "ask ada@shop.example or +49 30 1234567")]
    public void Every_text_is_looked_into_for_little_and_without_a_byte_of_memory(string by, string note)
    {
        using var keys = Plans.Keys();
        var protector = new ValueProtector(keys);
        var plan = by == "class" ? DetectPlans.For(("detect: pan", "pan")) : DetectPlans.Undeclared(by, ("path: person", ""));
        var record = Record(note);
        var output = new ArrayBufferWriter<byte>(4096);
        var counts = new ProtectCounts();

        BudgetTests.HoldsTo(MaxMicroseconds, () =>
        {
            output.ResetWrittenCount();
            protector.Apply(plan, record, output, counts);
        });

        Assert.Equal(0, counts.Failures);
    }

    [Theory]
    [InlineData("4111111111111111 ")]
    [InlineData("a@b.cd,")]
    [InlineData("4 ")]
    [InlineData("12:")]
    [InlineData("\\u0031")]
    public void Hostile_texts_are_done_in_work_that_grows_with_their_length(string part)
    {
        var value = Encoding.UTF8.GetBytes($"{{\"t\":\"{string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length))}\"}}");
        var plan = DetectPlans.Undeclared("mask", ("path: person", ""));

        Assert.DoesNotContain("41111111111111", Plans.Apply(plan, value), StringComparison.Ordinal);
    }
}
