using System.Text;
using System.Text.Json;
using Compliance.Protect.Formats.Protobuf;
using Compliance.Protect.Tests.Messages;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Compliance.Protect.Tests.Formats.Protobuf;

/// <summary>Messages as the JSON that they mean, and JSON as the message that is meant; Google's library writes and reads them.</summary>
public sealed class ProtobufJsonTests
{
    private static byte[]? Write(string json, out string? problem)
    {
        using var document = JsonDocument.Parse(json);
        return ProtobufJsonWriter.Write(Trial.Everything.Messages[0], document.RootElement, out problem);
    }

    private static string? Read(byte[] message) => ProtobufJsonReader.Read(Trial.Everything.Messages[0], message) is { } json ? Encoding.UTF8.GetString(json) : null;

    [Fact]
    public void A_message_is_the_same_again_when_it_has_been_JSON()
    {
        ProtobufPropertyTests.Message.Sample(message =>
        {
            // Bytes are written as the text that they are.
            Walk(message);

            var again = Write(Read(message.ToByteArray())!, out var problem);

            Assert.True(problem is null, problem);
            Assert.Equal(JsonFormatter.Default.Format(message), JsonFormatter.Default.Format(Everything.Parser.ParseFrom(again)));
        }, iter: 100);

        static void Walk(Everything message)
        {
            message.Blob = ByteString.CopyFromUtf8(message.Name);
            foreach (var inner in message.Children.Concat(message.ById.Values).Append(message.Child).Append(message.ChoiceCase == Everything.ChoiceOneofCase.Inner ? message.Inner : null).OfType<Everything>())
                Walk(inner);
        }
    }

    [Fact]
    public void What_stands_for_something_else_is_shown_as_that()
    {
        var message = new Everything
        {
            Born = Timestamp.FromDateTime(new DateTime(1985, 11, 23, 17, 45, 0, DateTimeKind.Utc)),
            Wrapped = "w",
            Extra = Struct.Parser.ParseJson("""{"a":[1,{"b":null}],"c":true}"""),
            Any = Google.Protobuf.WellKnownTypes.Any.Pack(new Everything { Name = "Ada" }),
            Number = double.NaN,
        };

        const string Json = """{"number":"NaN","born":"1985-11-23T17:45:00Z","wrapped":"w","extra":{"a":[1,{"b":null}],"c":true},"any":{"@type":"type.googleapis.com/trial.Everything","name":"Ada"}}""";
        Assert.Equal(Json, Read(message.ToByteArray()));
        Assert.Equal(message, Everything.Parser.ParseFrom(Write(Json, out _)));
    }

    [Fact]
    public void A_field_that_stands_there_twice_is_shown_twice()
    {
        Assert.Equal("""{"name":"a","name":"b"}""", Read([.. new Everything { Name = "a" }.ToByteArray(), .. new Everything { Name = "b" }.ToByteArray()]));
    }

    [Theory]
    [InlineData("0A05")]
    [InlineData("0B")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF01")]
    [InlineData("B20103FF")]
    public void What_is_no_message_is_told(string bytes)
    {
        Assert.Null(Read(Convert.FromHexString(bytes)));
    }

    [Fact]
    public void Nesting_without_end_is_told()
    {
        byte[] message = [];
        for (var i = 0; i < 200; i++)
            message = [0xB2, 0x01, .. Length(message.Length), .. message];

        Assert.Null(Read(message));

        static byte[] Length(int length) => length < 128 ? [(byte)length] : [(byte)(length | 0x80), (byte)(length >> 7)];
    }

    [Theory]
    [InlineData("""{"nome": "x"}""", "no field $.nome")]
    [InlineData("""{"cardNumber": "x"}""", "calls $.cardNumber 'card_number'")]
    [InlineData("""{"name": 7}""", "$.name does not fit its type, text")]
    [InlineData("""{"i32": 3000000000}""", "$.i32 does not fit its type, int32")]
    [InlineData("""{"level": "SOME"}""", "written as its number")]
    [InlineData("""{"names": "x"}""", "a list")]
    [InlineData("""{"labels": ["x"]}""", "a map")]
    [InlineData("""{"by_id": {"x": {}}}""", "keys")]
    [InlineData("""{"child": "x"}""", "a message")]
    [InlineData("""{"born": "yesterday"}""", "no time")]
    [InlineData("""{"any": {"name": "x"}}""", "'@type'")]
    [InlineData("""{"any": {"@type": "x/nowhere.M"}}""", "no message of the type")]
    [InlineData("""{"children": [{}, {"i32": "x"}]}""", "$.children[1].i32")]
    public void What_does_not_fit_is_told_with_its_place(string json, string because)
    {
        Assert.Null(Write(json, out var problem));
        Assert.Contains(because, problem, StringComparison.Ordinal);
    }
}
