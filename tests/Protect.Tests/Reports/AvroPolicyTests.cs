namespace Compliance.Protect.Tests.Reports;

/// <summary>Inline tests of policies about values in Avro: written as JSON beside their schema, carried out in Avro.</summary>
public sealed class AvroPolicyTests
{
    private const string Policy = """
        schema: policy/v1
        policy: {id: p, title: t, owner: o}
        people: {all: {principals: ["User:*"]}}
        classes:
          card: {find: [{topics: t, path: $..pan, format: avro}]}
          born: {find: [{topics: t, path: born, format: avro}]}
          code: {find: [{topics: t, path: code, format: avro}]}
        keys: {k: {env: K}}
        protect:
          - {id: P1, class: code, when: produce, do: drop}
          - {id: P2, class: card, when: produce, do: {token: {with: siv, key: k}}}
          - {id: P3, class: card, when: consume, do: {mask: {keepLast: 4}}}
          - {id: P4, class: born, when: consume, do: {generalise: {date: year}}}
        access: [{id: A1, allow: [read, write], topics: t, people: all}]
        tests:
          - name: a payment
            as: {principal: "User:a"}
            read:
              topic: t
              avroSchema:
                type: record
                name: Payment
                fields:
                  - {name: card, type: {type: record, name: Card, fields: [{name: pan, type: string}]}}
                  - {name: born, type: [null, {type: int, logicalType: date}]}
                  - {name: code, type: [null, string]}
                  - {name: amount, type: {type: bytes, logicalType: decimal, precision: 9, scale: 2}}
              value: VALUE
            expect: {decision: allow, value: EXPECTED, stored: {differs: $.card.pan, equals: {$.code: null}}, by: [P1, P2, P3, P4]}
        """;

    private static string Run(string policy) => string.Join('\n', InlineTests.Failures(policy));

    private static string Run(string value, string expected) =>
        Run(Policy.Replace("VALUE", value, StringComparison.Ordinal).Replace("EXPECTED", expected, StringComparison.Ordinal));

    [Fact]
    public void A_value_in_Avro_is_stored_and_read_as_the_rules_say()
    {
        Assert.Equal("", Run(
            """{card: {pan: "4111111111111111"}, born: "1985-11-23", code: "123", amount: 12.50}""",
            """{card: {pan: "************1111"}, born: "1985-01-01", code: null, amount: 12.50}"""));
    }

    [Theory]
    [InlineData("{card: {pan: 7}, amount: 1}", "$.card.pan does not fit its type, string")]
    [InlineData("{card: {pan: x}}", "the value lacks $.amount")]
    [InlineData("{card: {pan: x, cvv: y}, amount: 1}", "no field $.card.cvv")]
    [InlineData("{card: {pan: x}, amount: 1, born: \"1985-13-01\"}", "$.born does not fit its type")]
    public void A_value_that_its_schema_does_not_admit_fails_the_test(string value, string because)
    {
        Assert.Contains(because, Run(value, "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_that_is_none_or_is_missing_fails_the_test()
    {
        var wrong = Policy.Replace("fields:\n", "feilds:\n", StringComparison.Ordinal);
        var without = Policy[..Policy.IndexOf("      avroSchema:", StringComparison.Ordinal)] + Policy[Policy.IndexOf("      value:", StringComparison.Ordinal)..];

        Assert.Contains("'avroSchema': it is no Avro schema that can be used: a type or field lacks 'fields'", RunEmpty(wrong), StringComparison.Ordinal);
        Assert.Contains("'avroSchema' does not say by what schema", RunEmpty(without), StringComparison.Ordinal);
    }

    private static string RunEmpty(string policy) => Run(policy.Replace("VALUE", "{}", StringComparison.Ordinal).Replace("EXPECTED", "{}", StringComparison.Ordinal));

    [Fact]
    public void Values_of_JSON_Schema_are_written_behind_an_id()
    {
        Assert.Equal("", Run("""
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            people: {all: {principals: ["User:*"]}}
            classes: {card: {find: [{topics: t, path: pan, format: json-schema}]}}
            protect: [{id: P1, class: card, when: consume, do: {mask: {keepLast: 4}}}]
            access: [{id: A1, allow: [read], topics: t, people: all}]
            tests:
              - {name: n, as: {principal: "User:a"}, read: {topic: t, value: {pan: "41111111"}}, expect: {value: {pan: "****1111"}, by: P1}}
            """));
    }

    [Fact]
    public void Fields_are_found_by_the_tags_of_a_tests_schema()
    {
        var tagged = Policy.Replace("path: $..pan, format: avro", "schemaTag: PAN", StringComparison.Ordinal).Replace("{name: pan, type: string}", "{name: pan, type: string, confluent:tags: [PAN]}", StringComparison.Ordinal)
            .Replace("VALUE", "{card: {pan: \"4111111111111111\"}, born: 1990-05-17, code: \"123\", amount: 9.99}", StringComparison.Ordinal)
            .Replace("EXPECTED", "{card: {pan: \"************1111\"}, born: 1990-01-01, code: null, amount: 9.99}", StringComparison.Ordinal);

        Assert.Equal("", Run(tagged));
    }

    [Fact]
    public void Where_fields_are_found_by_tags_a_test_says_the_schema()
    {
        var tagged = """
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            people: {all: {principals: ["User:*"]}}
            classes: {card: {find: [{topics: t, schemaTag: PAN}]}}
            protect: [{id: P1, class: card, when: consume, do: redact}]
            access: [{id: A1, allow: read, topics: t, people: all}]
            tests: [{name: n, as: {principal: "User:a"}, read: {topic: t, value: {pan: "4"}}, expect: {value: {pan: "4"}}}]
            """;

        Assert.Equal("value: refused, values of the topic are protected as their schema tags them, and 'avroSchema' does not say by what schema this one is written", Run(tagged));
    }
}
