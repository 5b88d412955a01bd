using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.Protect.Formats;

namespace Compliance.Protect.Tests.Formats;

/// <summary>Values far larger than usual, and what they leave behind for the next.</summary>
public sealed class JsonLargeTests
{
    [Fact]
    public void A_value_with_very_many_fields_is_masked_in_all_of_them()
    {
        var value = "[" + string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"{{\"n\":\"secret{i}\",\"k\":{i},\"d\":1}}")) + "]";

        var masked = JsonNode.Parse(Plans.Apply(Plans.For(("$[*].n", "mask"), ("$[*].d", "drop")), value))!.AsArray();

        Assert.Equal(20_000, masked.Count);
        Assert.All(masked, (e, i) => Assert.Equal(($"{new string('*', $"secret{i}".Length)}", i, 2), (e!["n"]!.GetValue<string>(), e["k"]!.GetValue<int>(), e.AsObject().Count)));
    }

    [Fact]
    public void A_long_text_is_masked_to_its_length()
    {
        var text = string.Concat(Enumerable.Repeat("é\\u00e9", 100_000));

        Assert.Equal($$"""{"a":"{{new string('*', 200_000)}}"}""", Plans.Apply(Plans.For(("a", "mask")), $$"""{"a":"{{text}}"}"""));
    }

    [Fact]
    public void A_large_value_leaves_nothing_that_a_small_one_after_it_would_show_or_pay_for()
    {
        using var keys = Plans.Keys();
        var protector = new ValueProtector(keys);
        var plan = Plans.For(("$..a", "mask"));
        var counts = new ProtectCounts();
        var large = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat("{\"a\":\"a long secret text\"}", 50_000)) + "]");
        protector.Apply(plan, large, new ArrayBufferWriter<byte>(), counts);

        var output = new ArrayBufferWriter<byte>();
        protector.Apply(plan, """{"a":"x"}"""u8, output, counts);

        Assert.Equal("""{"a":"*"}""", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(50_001, counts.Masked);
    }

    [Fact]
    public void The_result_is_appended_to_what_the_output_holds()
    {
        using var keys = Plans.Keys();
        var protector = new ValueProtector(keys);
        var output = new ArrayBufferWriter<byte>();
        output.Write("before"u8);

        protector.Apply(Plans.For(("a", "mask")), """{"a":"x"}"""u8, output, new());

        Assert.Equal("""before{"a":"*"}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
