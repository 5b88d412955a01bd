using Compliance.Protect.Detection;
using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Schemas;
using Compliance.Protect.Tests.Formats.Avro;
using Compliance.Protect.Tests.Formats.Protobuf;
using Compliance.Protect.Tests.Messages;
using Compliance.Rules.Compiled;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Compliance.Protect.Tests.Detection;

/// <summary>What a survey finds in values that only their schemas tell how to read: at the paths that policies have for them.</summary>
public sealed class RegisteredSurveyTests
{
    private const string Card = "4111111111111111";

    private static readonly AvroSchema Avro = Avros.Schema("""
        {"type":"record","name":"P","fields":[{"name":"card","type":{"type":"record","name":"C","fields":[{"name":"pan","type":["null","string"]}]}},{"name":"mails","type":{"type":"array","items":"string"}},
         {"name":"by","type":{"type":"map","values":"C"}},{"name":"number","type":"long"}]}
        """);

    private static readonly SchemaCache Schemas = Known();

    private static SchemaCache Known()
    {
        var schemas = new SchemaCache(8);
        schemas.Add(new(7, default), Avro);
        schemas.Add(new(8, default), Trial.Everything);
        schemas.Add(new(0, new Guid("00112233-4455-6677-8899-aabbccddeeff")), Trial.Everything);
        schemas.Add(new(9, default), new UnusableSchema("of a test"));
        return schemas;
    }

    private static byte[] Framed(int id, ReadOnlySpan<byte> value) => [0, 0, 0, 0, (byte)id, .. value];

    [Fact]
    public void In_Avro()
    {
        var survey = new ValueSurvey(Schemas);

        survey.Add(Framed(7, Avros.Write(Avro, $$$"""{"card":{"pan":"{{{Card}}}"},"mails":["ada@shop.example","x"],"by":{"4711":{"pan":"{{{Card}}}"},"0815":{"pan":null}},"number":{{{Card}}} }""")));

        Assert.Equal((1, 0, 0), (survey.Values, survey.Unread, survey.WithoutSchema));
        Assert.Equal(
            [("$.by..pan", DetectedKind.Card, 1, 1), ("$.card.pan", DetectedKind.Card, 1, 1), ("$.number", DetectedKind.Card, 1, 1), ("$.mails[*]", DetectedKind.Email, 1, 2)],
            survey.Fields.Select(f => (f.Path, f.Kind, f.Found, f.Of)));
        Assert.All(survey.Fields, f => Assert.Equal(ValueFormats.Avro, f.Format));
    }

    [Fact]
    public void In_Protobuf_behind_an_id_and_beside_a_header()
    {
        var survey = new ValueSurvey(Schemas);
        var message = new Everything { CardNumber = Card, Names = { "ada@shop.example" }, Child = new() { CardNumber = "x" }, Any = Any.Pack(new Everything { CardNumber = Card }) };

        survey.Add(Framed(8, [0, .. message.ToByteArray()]));
        survey.Add(message.ToByteArray(), Convert.FromHexString("0100112233445566778899aabbccddeeff00"));

        Assert.Equal((2, 0, 0), (survey.Values, survey.Unread, survey.WithoutSchema));
        Assert.Equal(
            [("$.any.card_number", DetectedKind.Card, 2, 2), ("$.card_number", DetectedKind.Card, 2, 2), ("$.names[*]", DetectedKind.Email, 2, 2)],
            survey.Fields.Select(f => (f.Path, f.Kind, f.Found, f.Of)));
        Assert.All(survey.Fields, f => Assert.Equal(ValueFormats.Protobuf, f.Format));
    }

    [Fact]
    public void What_lacks_its_schema_and_what_is_not_as_it_says_are_told_apart()
    {
        var survey = new ValueSurvey(Schemas);

        survey.Add(Framed(5, [2, 65]));
        survey.Add(Framed(9, [2, 65]));
        survey.Add(Framed(7, [2, 65]));
        survey.Add(Framed(8, [0, 0x0A, 99]));
        survey.Add(Framed(5, "{\"mail\":\"ada@shop.example\"}"u8));

        Assert.Equal((5, 3, 1), (survey.Values, survey.Unread, survey.WithoutSchema));
        Assert.Equal(("$.mail", ValueFormats.JsonSchema), survey.Fields.Select(f => (f.Path, f.Format)).Single());
    }

    [Fact]
    public void The_schema_that_a_value_names_is_told()
    {
        Assert.Equal(new SchemaId(5, default), ValueSurvey.SchemaOf(Framed(5, [1]), default));
        Assert.Null(ValueSurvey.SchemaOf("{}"u8, default));
        Assert.Null(ValueSurvey.SchemaOf(Framed(0, [0, 0, 0, 1, 2]), default));
    }
}
