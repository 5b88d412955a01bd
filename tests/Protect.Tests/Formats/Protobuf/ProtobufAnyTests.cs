using Compliance.Protect.Tests.Messages;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Compliance.Protect.Tests.Formats.Protobuf;

/// <summary>Messages of a type that only they name.</summary>
public sealed class ProtobufAnyTests
{
    private const string Mask = "{mask: {keepLast: 4}}";

    private static readonly Everything Person = new() { Name = "Ada", CardNumber = "4111111111111111", I32 = 7 };

    private static Everything Around(IMessage content) => new() { Name = "outside", Any = Google.Protobuf.WellKnownTypes.Any.Pack(content), Far = "far" };

    private static T Inside<T>(Everything message) where T : IMessage, new() => message.Any.Unpack<T>();

    [Theory]
    [InlineData("any.card_number")]
    [InlineData("$.any.cardNumber")]
    [InlineData("$..card_number")]
    public void What_it_holds_is_protected_as_if_it_stood_in_its_place(string path)
    {
        var read = Trial.Apply(Plans.For((path, Mask)), Around(Person));

        Assert.Equal("************1111", Inside<Everything>(read).CardNumber);
        Assert.Equal(("Ada", 7), (Inside<Everything>(read).Name, Inside<Everything>(read).I32));
        Assert.Equal(("outside", "far"), (read.Name, read.Far));
    }

    [Fact]
    public void One_in_another_is_followed_too()
    {
        var read = Trial.Apply(Plans.For(("$..name", "redact")), Around(Around(Person)));

        Assert.Equal("", read.Name);
        Assert.Equal("", Inside<Everything>(read).Name);
        Assert.Equal("", Inside<Everything>(Inside<Everything>(read)).Name);
        Assert.Equal(Person.CardNumber, Inside<Everything>(Inside<Everything>(read)).CardNumber);
    }

    [Fact]
    public void What_it_holds_may_be_a_date_a_text_or_a_struct()
    {
        var date = Timestamp.FromDateTime(new DateTime(1985, 11, 23, 17, 45, 0, DateTimeKind.Utc));
        var loose = Struct.Parser.ParseJson("""{"name":"Ada","age":37}""");

        Assert.Equal(1985, Inside<Timestamp>(Trial.Apply(Plans.For(("any", "{generalise: {date: year}}")), Around(date))).ToDateTime().Year);
        Assert.Equal(1, Inside<Timestamp>(Trial.Apply(Plans.For(("any", "{generalise: {date: year}}")), Around(date))).ToDateTime().Month);
        Assert.Equal("***", Inside<StringValue>(Trial.Apply(Plans.For(("any", "mask")), Around(new StringValue { Value = "Ada" }))).Value);
        Assert.Equal(37, Inside<Struct>(Trial.Apply(Plans.For(("any.name", "redact")), Around(loose))).Fields["age"].NumberValue);
        Assert.Equal("", Inside<Struct>(Trial.Apply(Plans.For(("any.name", "redact")), Around(loose))).Fields["name"].StringValue);
    }

    [Fact]
    public void Its_type_may_stand_behind_its_content()
    {
        var any = Google.Protobuf.WellKnownTypes.Any.Pack(Person);
        var type = new Google.Protobuf.WellKnownTypes.Any { TypeUrl = any.TypeUrl }.ToByteArray();
        var content = new Google.Protobuf.WellKnownTypes.Any { Value = any.Value }.ToByteArray();

        var read = Everything.Parser.ParseFrom(Trial.Bytes(Plans.For(("any.name", "redact")), Field(34, [.. content, .. type]), out _));

        Assert.Equal("", Inside<Everything>(read).Name);
        // Of two types, or two contents, readers would take different ones.
        Assert.Equal("SchemaMismatch at $", Trial.Fault(Plans.For(("any.name", "redact")), Field(34, [.. type, .. content, .. type])));
        Assert.Equal("SchemaMismatch at $", Trial.Fault(Plans.For(("any.name", "redact")), Field(34, [.. type, .. content, .. content])));
    }

    [Fact]
    public void A_type_that_the_schema_does_not_have_goes_whole_or_does_not_pass()
    {
        var message = Around(Person);
        message.Any.TypeUrl = "type.googleapis.com/elsewhere.Unknown";

        Assert.Equal("Unfollowed at $", Trial.Fault(Plans.For(("$..name", "mask")), message));
        Assert.True(Trial.Apply(Plans.For(("any.name", "mask")), message).Any.Value.IsEmpty);
        Assert.Equal("TypeMismatch at any.name", Trial.Fault(Plans.For(("any.name", "{hash: k}")), message));
        Assert.Equal(message.Any, Trial.Apply(Plans.For(("name", "redact")), message).Any);
    }

    [Fact]
    public void A_rule_about_it_as_a_whole_takes_it_whole()
    {
        Assert.Equal(new Google.Protobuf.WellKnownTypes.Any(), Trial.Apply(Plans.For(("any", "redact")), Around(Person)).Any);
        Assert.Null(Trial.Apply(Plans.For(("any", "drop")), Around(Person)).Any);
        Assert.Equal("TypeMismatch at any", Trial.Fault(Plans.For(("any", "{hash: k}")), Around(Person)));
        Assert.Equal("***", Inside<Everything>(Trial.Apply(Plans.For(("any", "mask")), Around(Person))).Name);
    }

    [Fact]
    public void A_message_that_is_one_is_followed()
    {
        var schema = Trial.Parse("""syntax = "proto3"; import "google/protobuf/any.proto"; message W { google.protobuf.Any any = 34; P p = 1; } message P { string name = 1; }""");
        var made = Trial.Bytes(Plans.For(("$..name", "redact")), Field(34, new Google.Protobuf.WellKnownTypes.Any { TypeUrl = "x/P", Value = ByteString.CopyFrom(0x0A, 3, 65, 66, 67) }.ToByteArray()), out var fault, schema);

        Assert.Equal("", fault.Text);
        Assert.DoesNotContain("ABC", System.Text.Encoding.Latin1.GetString(made), StringComparison.Ordinal);
    }

    private static byte[] Field(int number, byte[] content)
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return bytes.ToArray();
    }
}
