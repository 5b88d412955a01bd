using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Formats.Protobuf.Types;

namespace Compliance.Protect.Tests.Formats.Tags;

public sealed class ProtobufTagTests
{
    private const string Person = """
        syntax = "proto3";
        package shop;
        import "confluent/meta.proto";
        import "google/protobuf/wrappers.proto";
        message Person {
          string name = 1 [(confluent.field_meta).tags = "PII"];
          string city = 2;
          repeated string e_mails = 3 [(confluent.field_meta) = { tags: "PII" }];
          map<string, string> notes = 4 [(confluent.field_meta).tags = "PII"];
          Card card = 5;
          Person boss = 6;
          google.protobuf.StringValue alias = 7 [(confluent.field_meta).tags = "OTHER", (confluent.field_meta).tags = "PII"];
          message Card { string number = 1 [json_name = "pan", (confluent.field_meta).tags = "PAN"]; string kind = 2; }
        }
        """;

    [Fact]
    public void Fields_are_found_wherever_the_schema_tags_them()
    {
        var schema = SchemaFactory.Make(new("", "PROTOBUF", Person, []));
        Assert.IsType<ProtobufSchema>(schema);
        byte[] boss = [.. Text(1, "Eve"), .. Text(2, "Oslo")];
        byte[] value =
        [
            0, .. Text(1, "Ada"), .. Text(2, "Turin"), .. Text(3, "a@b"), .. Text(3, "c@d"), .. Field(4, [.. Text(1, "k"), .. Text(2, "vw")]),
            .. Field(5, [.. Text(1, "4111"), .. Text(2, "debit")]), .. Field(6, boss), .. Field(7, Text(1, "xy")),
        ];
        byte[] expected =
        [
            0, .. Text(1, "**a"), .. Text(2, "Turin"), .. Text(3, "**b"), .. Text(3, "**d"), .. Field(4, [.. Text(1, "k"), .. Text(2, "*w")]),
            .. Field(5, [.. Text(1, ""), .. Text(2, "debit")]), .. Field(6, [.. Text(1, "**e"), .. Text(2, "Oslo")]), .. Field(7, Text(1, "*y")),
        ];

        Assert.Equal(Encoding.Latin1.GetString(expected), Tagged.Apply(Tagged.Plan(), schema, value));
    }

    [Fact]
    public void What_is_tagged_is_found_inside_an_Any_and_one_of_another_type_does_not_pass()
    {
        var schema = SchemaFactory.Make(new("", "PROTOBUF", """
            syntax = "proto3"; package shop; import "confluent/meta.proto"; import "google/protobuf/any.proto";
            message Envelope { google.protobuf.Any any = 1; string city = 2; }
            message Person { string name = 1 [(confluent.field_meta).tags = "PII"]; string city = 2; google.protobuf.Any more = 3; }
            """, []));
        byte[] Any(string type, byte[] content) => [.. Text(1, "x/" + type), .. Field(2, content)];
        byte[] Person(string name, byte[] more) => [.. Text(1, name), .. Text(2, "Turin"), .. Field(3, more)];

        byte[] value = [0, .. Field(1, Any("shop.Person", Person("Ada", Any("shop.Person", Text(1, "Eve"))))), .. Text(2, "Oslo")];
        byte[] expected = [0, .. Field(1, Any("shop.Person", Person("**a", Any("shop.Person", Text(1, "**e"))))), .. Text(2, "Oslo")];

        Assert.Equal(Encoding.Latin1.GetString(expected), Tagged.Apply(Tagged.Plan(), schema, value));
        Assert.Equal("Unfollowed", Tagged.Apply(Tagged.Plan(), schema, [0, .. Field(1, Any("other.Person", Text(1, "Ada")))]));
    }

    [Fact]
    public void A_schema_without_tags_leaves_its_values_as_they_are()
    {
        var schema = SchemaFactory.Make(new("", "PROTOBUF", """syntax = "proto3"; message R { string name = 1; }""", []));

        Assert.Equal("Unchanged", Tagged.Apply(Tagged.Plan(), schema, [0, .. Text(1, "Ada")]));
    }

    private static byte[] Text(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] content) => [(byte)((number << 3) | 2), (byte)content.Length, .. content];
}
