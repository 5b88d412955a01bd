namespace Compliance.Protect.Tests.Reports;

/// <summary>Inline tests of policies about values in Protobuf: written as JSON beside their schema, carried out on the message's bytes.</summary>
public sealed class ProtobufPolicyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("protect-protobuf-").FullName;

    private const string Schema = """
        syntax = "proto3";
        package shop;
        import "google/protobuf/timestamp.proto";
        message Other { string x = 1; }
        message Payment {
          message Card { string pan = 1; int64 code = 2; }
          Card card = 1;
          google.protobuf.Timestamp born = 2;
          repeated string notes = 3;
          int32 amount = 4;
        }
        """;

    private const string Policy = """
        schema: policy/v1
        policy: {id: p, title: t, owner: o}
        people: {all: {principals: ["User:*"]}}
        classes:
          card: {find: [{topics: t, path: $..pan, format: protobuf}]}
          born: {find: [{topics: t, path: born, format: protobuf}]}
          code: {find: [{topics: t, path: card.code, format: protobuf}]}
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
              protobuf:
        SOURCE
                message: Payment
              value: VALUE
            expect: {decision: allow, value: EXPECTED, stored: {differs: $.card.pan, absent: $.card.code}, by: [P1, P2, P3, P4]}
        """;

    private const string Payment = """{card: {pan: "4111111111111111", code: 123}, born: "1985-11-23T00:00:00Z", notes: [a, b], amount: 7}""";
    private const string Masked = """{card: {pan: "************1111"}, born: "1985-01-01T00:00:00Z", notes: [a, b], amount: 7}""";

    private static readonly string Inline = "        schema: |\n" + string.Join('\n', Schema.Split('\n').Select(line => "          " + line));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Run(string value, string expected, string? source = null, string file = "p.yaml")
    {
        var policy = Policy.Replace("SOURCE", source ?? Inline, StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal).Replace("EXPECTED", expected, StringComparison.Ordinal);
        return string.Join('\n', InlineTests.Failures(policy, file));
    }

    [Fact]
    public void A_value_in_Protobuf_is_stored_and_read_as_the_rules_say()
    {
        Assert.Equal("", Run(Payment, Masked));
        Assert.Contains("value: expected", Run(Payment, Payment), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_schema_may_stand_in_a_file_beside_the_policy()
    {
        File.WriteAllText(Path.Combine(_folder, "shop.proto"), Schema);

        Assert.Equal("", Run(Payment, Masked, "        file: shop.proto", Path.Combine(_folder, "p.yaml")));
        Assert.Contains("the file can't be read", Run(Payment, Masked, "        file: other.proto", Path.Combine(_folder, "p.yaml")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{card: {pan: 7}}", "$.card.pan does not fit its type, text")]
    [InlineData("{kard: {}}", "no field $.kard")]
    public void A_value_that_its_schema_does_not_admit_fails_the_test(string value, string because)
    {
        Assert.Contains(because, Run(value, "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_that_is_none_or_lacks_the_message_fails_the_test()
    {
        Assert.Contains("'protobuf': line ", Run("{}", "{}", "        schema: \"message {\""), StringComparison.Ordinal);
        Assert.Contains("no message 'Payment'", Run("{}", "{}", "        schema: 'syntax = \"proto3\"; message Order { string a = 1; }'"), StringComparison.Ordinal);
    }
}
