using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;

namespace Compliance.Protect.Tests.Formats;

/// <summary>What can't be read does not pass, and the fault tells the cause without a byte of the value.</summary>
public sealed class JsonFaultTests
{
    private const string Canary = "c4n4ry";

    [Theory]
    [InlineData("", FaultKind.Empty)]
    [InlineData(" \r\n\t", FaultKind.Empty)]
    [InlineData("\uFEFF{\"a\":\"c4n4ry\"}", FaultKind.ByteOrderMark)]
    [InlineData("c4n4ry", FaultKind.Malformed)]
    [InlineData("{\"a\":c4n4ry}", FaultKind.Malformed)]
    [InlineData("{\"a\":NaN}", FaultKind.Malformed)]
    [InlineData("{\"a\":-Infinity}", FaultKind.Malformed)]
    [InlineData("{\"a\":\"c4n4ry\"", FaultKind.Malformed)]
    [InlineData("{\"a\":\"c4n4ry\",}", FaultKind.Malformed)]
    [InlineData("{\"a\":1}/*c4n4ry*/", FaultKind.TrailingData)]
    [InlineData("{/*c4n4ry*/\"a\":1}", FaultKind.Malformed)]
    [InlineData("{'a':1}", FaultKind.Malformed)]
    [InlineData("{\"a\":01}", FaultKind.Malformed)]
    [InlineData("{\"a\":\"\\x\"}", FaultKind.Malformed)]
    [InlineData("{\"a\":\"\u0001\"}", FaultKind.Malformed)]
    [InlineData("{\"a\":1}{\"a\":2}", FaultKind.TrailingData)]
    [InlineData("{\"a\":1}\n{\"a\":2}", FaultKind.TrailingData)]
    [InlineData("{\"a\":1} c4n4ry", FaultKind.TrailingData)]
    [InlineData("1 2", FaultKind.TrailingData)]
    [InlineData("{\"a\":1}]", FaultKind.TrailingData)]
    [InlineData("{\"a\":\"\\ud800 c4n4ry\"}", FaultKind.InvalidText)]
    [InlineData("{\"\\udc00c4n4ry\":1}", FaultKind.InvalidText)]
    public void Each_kind_of_rubbish_has_its_name(string value, FaultKind kind)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var counts = new ProtectCounts();

        var outcome = new ValueProtector(KeyRing.Empty).Apply(Plans.For(("a", "mask")), Encoding.UTF8.GetBytes(value), output, counts);

        Assert.Equal((ProtectResult.Unreadable, kind, "$"), (outcome.Result, outcome.Fault.Kind, outcome.Fault.Path));
        Assert.Equal((0, 1L, 0L, 0), (output.WrittenCount, counts.Failures, counts.Masked, counts.Rules.Length));
        Assert.DoesNotContain(Canary, outcome.ToString());
        Assert.DoesNotContain(Canary, outcome.Fault.Text);
        Assert.NotEmpty(outcome.Fault.Text);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused_even_where_no_path_leads()
    {
        Assert.Equal("InvalidUtf8 at $", Plans.Apply(Plans.For(("a", "mask")), [.. "{\"b\":\""u8, 0xC3, .. "\"}"u8]));
        Assert.Equal("InvalidUtf8 at $", Plans.Apply(Plans.For(("a", "mask")), [.. "{\"b\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]));
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(65, true)]
    public void Depth_is_bounded_also_where_nothing_is_protected(int depth, bool refused)
    {
        var arrays = new string('[', depth - 1) + new string(']', depth - 1);

        Assert.Equal(refused ? "TooDeep at $" : $$"""{"b":{{arrays}}}""", Plans.Apply(Plans.For(("a", "mask")), $$"""{"b":{{arrays}}}"""));
        Assert.Equal(refused ? "TooDeep at $" : $$"""{"a":{{arrays}}}""", Plans.Apply(Plans.For(("a", "mask")), $$"""{"a":{{arrays}}}"""));
        Assert.Equal(refused ? "TooDeep at $" : $$"""{"b":{{arrays}}}""", Plans.Apply(Plans.For(("$..a", "mask")), $$"""{"b":{{arrays}}}"""));
        Assert.Equal(refused ? "TooDeep at $" : "{}", Plans.Apply(Plans.For(("a", "drop")), $$"""{"a":{{arrays}}}"""));
    }

    [Fact]
    public void What_was_masked_before_the_fault_is_neither_written_nor_counted()
    {
        var counts = new ProtectCounts();

        Assert.Equal("Malformed at $", Plans.Apply(Plans.For(("a", "mask")), """{"a":"secret","b":}""", counts));
        Assert.Equal((0L, 1L), (counts.Masked, counts.Failures));
    }

    [Fact]
    public void A_value_after_a_fault_is_treated_as_any_other()
    {
        using var keys = Plans.Keys();
        var protector = new ValueProtector(keys);
        var plan = Plans.For(("a.b", "mask"), ("c", "drop"));
        var output = new System.Buffers.ArrayBufferWriter<byte>();

        protector.Apply(plan, """{"c":1,"a":{"b":"x","""u8, output, new());
        protector.Apply(plan, """{"a":{"b":"xyz"}}"""u8, output, new());

        Assert.Equal("""{"a":{"b":"***"}}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void A_hash_without_its_key_is_refused()
    {
        var outcome = new ValueProtector(KeyRing.Empty).Apply(Plans.For(("a", "{hash: k}")), """{"a":"x"}"""u8, new System.Buffers.ArrayBufferWriter<byte>(), new());

        Assert.Equal(new ProtectFault(FaultKind.KeyMissing, "a"), outcome.Fault);
        Assert.Contains("key", outcome.Fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_plan_passes_anything_unread()
    {
        var plan = Plans.Rules(("a", "mask")).PlanFor(Plans.Reader, "another", Compliance.Rules.Compiled.When.Consume, DateTimeOffset.UnixEpoch);

        Assert.Equal("not json", Plans.Apply(plan, "not json"));
    }
}
