using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Schemas;
using Compliance.Protect.Tests.Messages;
using Google.Protobuf;

namespace Compliance.Protect.Tests.Formats.Protobuf;

/// <summary>Schemas as registries give them, and which of their messages a value is.</summary>
public sealed class ProtobufSchemaTests
{
    [Fact]
    public void References_are_imported_by_their_names()
    {
        var schema = Trial.Parse(
            """syntax = "proto3"; import "address.proto"; message Order { string name = 1; shop.Address address = 22; }""",
            new SchemaText("address.proto", "PROTOBUF", """syntax = "proto3"; package shop; import "types.proto"; message Address { Name name = 22; }""", []),
            new SchemaText("types.proto", "PROTOBUF", """syntax = "proto3"; package shop; message Name { string name = 1; }""", []));
        var message = new Everything { Child = new() { Child = new() { Name = "Ada" } } };

        var read = Everything.Parser.ParseFrom(Trial.Bytes(Plans.For(("address.name.name", "mask")), message.ToByteArray(), out _, schema));

        Assert.Equal("***", read.Child.Child.Name);
    }

    [Fact]
    public void Options_that_Confluents_tools_bring_along_need_no_reference()
    {
        Trial.Parse("""syntax = "proto3"; import "confluent/meta.proto"; message M { string a = 1 [(confluent.field_meta).tags = "PII"]; }""");
        Trial.Parse("""syntax = "proto3"; import "confluent/type/decimal.proto"; message M { confluent.type.Decimal a = 1 [(x) = {a: "b"}]; } import "google/protobuf/descriptor.proto"; message X { string a = 1; } extend google.protobuf.FieldOptions { X x = 5000; }""");
    }

    [Theory]
    [InlineData("""{"type": "record"}""")]
    [InlineData("""syntax = "proto3"; import "nowhere.proto"; message M { X a = 1; }""")]
    [InlineData("""syntax = "proto3"; message M { Unknown a = 1; }""")]
    [InlineData("message M {")]
    public void What_is_no_schema_says_so(string text)
    {
        Assert.NotEmpty(Assert.IsType<UnusableSchema>(ProtobufParser.Parse(new("", "PROTOBUF", text, []))).Why);
    }

    [Fact]
    public void Nesting_without_end_is_refused_before_it_is_parsed()
    {
        var text = string.Concat(Enumerable.Repeat("message A {", 200_000));

        Assert.IsType<UnusableSchema>(ProtobufParser.Parse(new("", "PROTOBUF", text[..1_000_000], [])));
        Assert.IsType<UnusableSchema>(ProtobufParser.Parse(new("", "PROTOBUF", text, [])));
    }

    [Fact]
    public void Nobody_can_pass_another_message_off_as_a_well_known_one()
    {
        var schema = Trial.Parse("""syntax = "proto3"; package google.protobuf; message Struct { string name = 1; }""",
            new SchemaText("google/protobuf/struct.proto", "PROTOBUF", """syntax = "proto3"; package google.protobuf; message Value { string name = 1; }""", []));

        Assert.Equal("***", Everything.Parser.ParseFrom(Trial.Bytes(Plans.For(("name", "mask")), new Everything { Name = "Ada" }.ToByteArray(), out _, schema)).Name);
    }

    [Theory]
    [InlineData(new[] { 0 }, true)]
    [InlineData(new[] { 1 }, true)]
    [InlineData(new[] { 2 }, false)]
    [InlineData(new[] { 0, 5 }, false)]
    // First, or the map's entry is before it.
    [InlineData(new[] { 1, 0 }, true)]
    [InlineData(new[] { 1, 3 }, false)]
    // Second where entries do not count; the map's own entry where they do.
    [InlineData(new[] { 1, 1 }, true)]
    [InlineData(new[] { 1, 2 }, true)]
    [InlineData(new[] { 1, 0, 0 }, false)]
    public void Indexes_lead_to_a_message_or_nowhere(int[] indexes, bool found)
    {
        Assert.Equal(found, Trial.Everything.Find(indexes) is not null);
    }

    [Fact]
    public void An_index_that_clients_understand_differently_leads_nowhere()
    {
        var schema = Trial.Parse("""syntax = "proto3"; message M { map<string, string> a = 1; message A { string x = 1; } message B { string y = 1; } }""");

        // The second where entries do not count, the first where they do.
        Assert.Null(schema.Find([0, 1]));
        Assert.NotNull(schema.Find([0, 0]));
        Assert.NotNull(schema.Find([0, 2]));
    }
}
