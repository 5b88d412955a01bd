using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Formats.Tags;

public sealed class AvroTagTests
{
    private const string Person = """
        {"type":"record","name":"Person","fields":[
          {"name":"name","type":"string","confluent:tags":["PII"]},
          {"name":"city","type":"string","tags":"no list"},
          {"name":"mails","type":["null",{"type":"array","items":"string"}],"tags":["PII"]},
          {"name":"notes","type":{"type":"map","values":"string"},"confluent:tags":["PII","OTHER"]},
          {"name":"card","type":{"type":"record","name":"Card","fields":[{"name":"number","type":"string","confluent:tags":["PAN"]},{"name":"kind","type":"string"}]}},
          {"name":"boss","type":["null","Person"],"default":null}]}
        """;

    [Fact]
    public void Fields_are_found_wherever_the_schema_tags_them_in_lists_maps_and_records_within_themselves()
    {
        var counts = new ProtectCounts();

        var made = Tagged.Avro(Tagged.Plan(), Person, """
            {"name":"Ada","city":"Turin","mails":["a@b","c@d"],"notes":{"x":"yz"},"card":{"number":"4111","kind":"debit"},
             "boss":{"name":"Eve","city":"Oslo","mails":null,"notes":{},"card":{"number":"5","kind":"k"},"boss":null}}
            """, counts);

        Assert.Equal("""{"name":"**a","city":"Turin","mails":["**b","**d"],"notes":{"x":"*z"},"card":{"number":"","kind":"debit"},"boss":{"name":"**e","city":"Oslo","mails":null,"notes":{},"card":{"number":"","kind":"k"},"boss":null}}""", made);
        Assert.Equal(["P1 tag:PII 5", "P2 tag:PAN 2"], counts.Rules.ToArray().Select(c => $"{c.Rule.RuleId} {c.Rule.PathText} {c.Masked}"));
    }

    [Fact]
    public void A_record_that_is_tagged_is_protected_whole()
    {
        var schema = Person.Replace("""{"name":"card",""", """{"name":"card","confluent:tags":["PII"],""", StringComparison.Ordinal).Replace(",\"confluent:tags\":[\"PAN\"]", "", StringComparison.Ordinal);

        var made = Tagged.Avro(Tagged.Plan(), schema, """{"name":"A","city":"T","mails":null,"notes":{},"card":{"number":"4111","kind":"debit"},"boss":null}""");

        Assert.Contains("""{"number":"****","kind":"*****"}""", made, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_path_and_a_tag_that_meet_the_stronger_rule_acts()
    {
        var plan = Tagged.Plan("""
            classes:
              person: {find: [{topics: t, schemaTag: PII}]}
              city: {find: [{topics: t, path: "$..{name,city}", format: avro}]}
            protect:
              - {id: P1, class: person, when: consume, do: redact}
              - {id: P2, class: city, when: consume, do: {mask: {keepFirst: 1} } }
            """);

        var made = Tagged.Avro(plan, Person, """{"name":"Ada","city":"Turin","mails":null,"notes":{},"card":{"number":"4","kind":"d"},"boss":{"name":"Eve","city":"Oslo","mails":["m"],"notes":{},"card":{"number":"5","kind":"k"},"boss":null}}""");

        Assert.Equal("""{"name":"","city":"T****","mails":null,"notes":{},"card":{"number":"4","kind":"d"},"boss":{"name":"","city":"O***","mails":[""],"notes":{},"card":{"number":"5","kind":"k"},"boss":null}}""", made);
    }

    [Fact]
    public void Tokens_made_by_a_tag_are_turned_back_before_a_rule_by_a_path_acts()
    {
        const string Schema = """{"type":"record","name":"R","fields":[{"name":"a","type":"string","confluent:tags":["PII"]},{"name":"b","type":"string"}]}""";
        const string Rules = """
            classes:
              person: {find: [{topics: t, schemaTag: PII, format: avro}]}
              a: {find: [{topics: t, path: a, format: avro}]}
            keys: {s: {env: S}}
            protect:
              - {id: P1, class: person, when: produce, do: {token: {with: siv, key: s} } }
              - {id: P2, class: a, when: consume, do: {mask: {keepLast: 1} } }
            """;
        var stored = Tagged.Avro(Tagged.Plan(Rules, when: When.Produce), Schema, """{"a":"Ada","b":"x"}""");
        Assert.DoesNotContain("Ada", stored, StringComparison.Ordinal);

        Assert.Equal("""{"a":"**a","b":"x"}""", Tagged.Avro(Tagged.Plan(Rules), Schema, stored));
    }

    [Fact]
    public void What_no_rule_speaks_of_and_a_schema_without_tags_stay_as_they_are()
    {
        Assert.Equal("Unchanged", Tagged.Avro(Tagged.Plan(), """{"type":"record","name":"R","fields":[{"name":"a","type":"string","confluent:tags":["OTHER"]},{"name":"b","type":"string"}]}""", """{"a":"Ada","b":"x"}"""));
    }
}
