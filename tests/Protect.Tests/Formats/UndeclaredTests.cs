using System.Buffers;
using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Tests.Formats.Avro;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Formats;

/// <summary>What becomes of sensitive data that no class declares, and what is told of it.</summary>
public sealed class UndeclaredTests
{
    private const string Value = """{"id":7,"note":"pay 4111111111111111","email":"ada@shop.example"}""";

    private static (string Value, ProtectCounts Counts) Apply(FieldPlan plan, string value)
    {
        var counts = new ProtectCounts();
        return (Plans.Apply(plan, value, counts), counts);
    }

    private static string Told(ProtectCounts counts) => string.Join(", ", counts.Undeclared.ToArray().Select(found => $"{found.Count} {found.Kind} at {found.Path}: {found.Treatment.Name}"));

    [Fact]
    public void Observed_it_stays_and_is_told_by_kind_and_place()
    {
        var (made, counts) = Apply(DetectPlans.Undeclared("observe", ("path: email", "")), Value);

        Assert.Equal(Value, made);
        Assert.Equal("1 Card at $..note: observe", Told(counts));
        Assert.Equal((0, 0, 0), (counts.Masked, counts.Clear, counts.Failures));
    }

    [Fact]
    public void Masked_it_is_masked_by_the_usual_mask_of_its_kind()
    {
        var (made, counts) = Apply(DetectPlans.Undeclared("mask", ("path: id", "")), Value);

        Assert.Equal("""{"id":7,"note":"pay 411111******1111","email":"***@shop.example"}""", made);
        Assert.Equal("1 Card at $..note: mask, 1 Email at $..email: mask", Told(counts));
        Assert.Equal(2, counts.Masked);
    }

    [Fact]
    public void Quarantined_it_is_masked_and_the_record_s_owner_is_told_what_was_found_where_and_for_which_topic()
    {
        using var keys = Plans.Keys();
        var (protector, counts, output) = (new ValueProtector(keys), new ProtectCounts(), new ArrayBufferWriter<byte>());
        var plan = DetectPlans.Undeclared("quarantine", ("path: id", ""));

        protector.Apply(plan, Encoding.UTF8.GetBytes(Value), output, counts);

        Assert.Equal("""{"id":7,"note":"pay 411111******1111","email":"***@shop.example"}""", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal([("pan", "quarantine.p", "$..note"), ("email", "quarantine.p", "$..email")], protector.Quarantined.Select(find => (find.Rule.Class, find.Rule.QuarantineTopic!, find.Path)));
        Assert.Equal(["quarantine", "quarantine"], counts.Undeclared.ToArray().Select(found => found.Outcome));

        // What is declared, nothing, and what can't be read at all, is nobody's find.
        foreach (var value in new[] { """{"id":"4111111111111111"}""", "{}", "4111111111111111 is no JSON" })
        {
            protector.Apply(plan, Encoding.UTF8.GetBytes(value), output, counts);
            Assert.Empty(protector.Quarantined);
        }
    }

    [Fact]
    public void Refused_the_record_does_not_pass_and_it_is_said_why_and_where()
    {
        var (made, counts) = Apply(DetectPlans.Undeclared("reject", ("path: email", "")), Value);

        Assert.Equal("Undeclared at $..note", made);
        Assert.Equal("1 Card at $..note: reject", Told(counts));
        Assert.Equal(1, counts.Failures);
        Assert.Equal(
            "the value holds at $..note what looks like a card number, and no class of the policy declares it there",
            new ProtectFault(FaultKind.Undeclared, "$..note", Found: DetectedKind.Card).Text);
    }

    [Theory]
    [InlineData("path: note")]
    [InlineData("detect: pan")]
    [InlineData("detect: pan, path: $..note")]
    public void What_a_class_declares_passes_whether_or_not_it_is_protected_here(string find)
    {
        foreach (var treatment in new[] { "", "mask" })
            Assert.Equal(Value, Apply(DetectPlans.Undeclared("{do: reject, detect: pan}", (find, treatment)), Value).Value);
    }

    [Theory]
    [InlineData("path: other", "Undeclared at $..note")]
    [InlineData("detect: email", "Undeclared at $..note")]
    [InlineData("detect: pan, path: other", "Undeclared at $..note")]
    [InlineData("detect: pan, minScore: 0.95", "Undeclared at $..note")]
    public void What_it_declares_elsewhere_or_of_another_kind_does_not(string find, string expected) =>
        Assert.Equal(expected, Apply(DetectPlans.Undeclared("{do: reject, detect: pan}", (find, "")), Value).Value);

    [Fact]
    public void All_below_a_declared_object_is_declared() =>
        Assert.Equal("""{"customer":{"a":["4111111111111111"]}}""", Apply(DetectPlans.Undeclared("reject", ("path: customer", "")), """{"customer":{"a":["4111111111111111"]}}""").Value);

    [Theory]
    [InlineData("{do: reject, detect: [iban, ssn]}")]
    [InlineData("{do: reject, detect: pan, minScore: 0.95}")]
    [InlineData("{do: reject, topics: other}")]
    [InlineData("{do: reject, when: consume}")]
    [InlineData("pass")]
    public void The_default_says_what_is_looked_for_where_and_when(string undeclared) =>
        Assert.Equal(Value, Apply(DetectPlans.Undeclared(undeclared, ("path: id", "")), Value).Value);

    [Fact]
    public void A_name_that_is_data_is_no_part_of_what_is_told()
    {
        var (_, counts) = Apply(
            DetectPlans.Undeclared("observe", ("path: id", "")),
            """{"people":{"ada@shop.example":{"4111111111111111":"4111111111111111"}},"a b":"4111111111111111","\u0061":["4111111111111111"],"1234567":["4111111111111111"]}""");

        Assert.Equal("1 Card at $..people: observe, 3 Card at $: observe", Told(counts));
    }

    [Fact]
    public void Of_very_many_places_only_the_first_are_told_apart()
    {
        var value = "{" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"{string.Concat(Enumerable.Repeat((char)('a' + (i % 26)), 3 + (i / 26)))}\":\"4111111111111111\"")) + "}";

        var (_, counts) = Apply(DetectPlans.Undeclared("observe", ("path: id", "")), value);

        Assert.InRange(counts.Undeclared.Length, 10, 70);
        Assert.Equal(500, counts.Undeclared.ToArray().Sum(found => found.Count));
    }

    [Fact]
    public void Who_only_observes_lets_through_what_he_cannot_read()
    {
        var (made, counts) = Apply(DetectPlans.Undeclared("observe", ("path: id", "")), "no JSON");

        Assert.Equal("no JSON", made);
        Assert.Equal((0, 1), (counts.Failures, counts.Unseen));
        Assert.Equal("Malformed at $", Apply(DetectPlans.Undeclared("mask", ("path: id", "")), "no JSON").Value);
    }

    [Fact]
    public void In_values_of_a_schema_the_field_says_where()
    {
        var schema = Avros.Schema(Avros.Record("\"a\":{\"type\":\"map\",\"values\":\"string\"}, \"b\":\"string\""));
        var counts = new ProtectCounts();

        var (_, fault) = Avros.Protect(schema, DetectPlans.Undeclared("observe", ("path: b, format: avro", "")), Avros.Write(schema, """{"a":{"4111111111111111":"4111111111111111"},"b":"4111111111111111"}"""), counts);

        Assert.Null(fault);
        Assert.Equal("1 Card at $..a: observe", Told(counts));
    }

    [Fact]
    public void In_lines_the_column_says_where()
    {
        var (made, counts) = Apply(DetectPlans.Undeclared("mask", ("path: id, format: csv", "")), "id,note\n4111111111111111,4111111111111111\n");

        Assert.Equal("id,note\n4111111111111111,411111******1111\n", made);
        Assert.Equal("1 Card at $..note: mask", Told(counts));
    }
}
