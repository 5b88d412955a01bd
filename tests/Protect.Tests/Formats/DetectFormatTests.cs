using Compliance.Protect.Tests.Formats.Avro;
using Compliance.Protect.Tests.Formats.Protobuf;
using Compliance.Protect.Tests.Messages;

namespace Compliance.Protect.Tests.Formats;

/// <summary>Detectors look into the texts of every format, and paths mean in all of them what they mean in JSON.</summary>
public sealed class DetectFormatTests
{
    private const string Pan = "4111111111111111";
    private const string Hidden = "****************";

    [Theory]
    [InlineData("pay 4111111111111111, \"please\"", "pay ****************, \"please\"")]
    [InlineData("naïve 4111 1111 1111 1111!", "naïve *******************!")]
    [InlineData("nothing", "nothing")]
    public void A_text(string value, string expected) =>
        Assert.Equal(expected, Plans.Apply(DetectPlans.For(("detect: pan, format: text", "mask")), value));

    [Theory]
    [InlineData("1,pay 4111111111111111 now\n2,\"a \"\"b\"\", 4111111111111111\"\n", "1,pay **************** now\n2,\"a \"\"b\"\", ****************\"\n")]
    [InlineData("4111111111111111", "****************")]
    [InlineData("a\n\nb,c\n", "a\n\nb,c\n")]
    public void Cells_that_have_no_names(string value, string expected) =>
        Assert.Equal(expected, Plans.Apply(DetectPlans.For(("detect: pan, format: csv", "mask")), value));

    [Theory]
    [InlineData("path: note", "id,note\n4111111111111111,x 4111111111111111\n", "id,note\n4111111111111111,x ****************\n")]
    [InlineData("path: note", "id,text\n1,2\n", "NoColumn at $")]
    [InlineData("path: note", "id,note\n1\n", "id,note\n1\n")]
    [InlineData("path: '$[1]'", "4111111111111111,4111111111111111\n", "4111111111111111,****************\n")]
    public void Cells_of_a_column(string path, string value, string expected) =>
        Assert.Equal(expected, Plans.Apply(DetectPlans.For(($"detect: pan, format: csv, {path}", "mask")), value));

    [Fact]
    public void A_column_that_is_protected_beside_one_that_is_looked_into()
    {
        var plan = DetectPlans.For(("format: csv, path: email", "redact"), ("detect: ssn, minScore: 0.9, format: csv", "mask"));

        Assert.Equal("email,ssn,id\n,*********,219099998\n", Plans.Apply(plan, "email,ssn,id\nada@x.de,219099998,219099998\n"));
    }

    [Fact]
    public void A_filled_cell_is_quoted_where_it_has_to_be() =>
        Assert.Equal("1,\"a ,,,,,,,,,,,\"", Plans.Apply(DetectPlans.For(("detect: ip, format: csv", "{mask: {fill: ','}}")), "1,a 192.168.1.1"));

    [Fact]
    public void Avro_by_its_schema()
    {
        var schema = Avros.Schema(Avros.Record("""
            "note":"string", "raw":"bytes", "n":"long", "day":{"type":"int","logicalType":"date"}, "maybe":["null","string"], "list":{"type":"array","items":"string"}, "map":{"type":"map","values":"string"}
            """));
        var value = Avros.Write(schema, """{"note":"a PAN b","raw":"PAN","n":PAN,"day":"2027-01-01","maybe":"PAN","list":["x","PAN"],"map":{"k":"PAN"}}""".Replace("PAN", Pan, StringComparison.Ordinal));
        var counts = new ProtectCounts();

        var (made, fault) = Avros.Protect(schema, DetectPlans.For(("detect: pan, format: avro", "mask")), value, counts);

        Assert.Null(fault);
        Assert.Equal(
            """{"note":"a PAN b","raw":"PAN","n":0,"day":"2027-01-01","maybe":"PAN","list":["x","PAN"],"map":{"k":"PAN"}}""".Replace("PAN", Hidden, StringComparison.Ordinal),
            Avros.Read(schema, made));
        Assert.Equal(6, counts.Masked);
    }

    [Fact]
    public void Avro_with_a_path_and_a_name_that_says_what_it_is()
    {
        var schema = Avros.Schema(Avros.Record("""
            "ssn":"string", "other":"string", "inner":{"type":"record","name":"I","fields":[{"name":"ssn","type":{"type":"array","items":"string"}},{"name":"x","type":"string"}]}
            """));
        var value = Avros.Write(schema, """{"ssn":"219099998","other":"219099998","inner":{"ssn":["219099998"],"x":"219099998"}}""");

        Assert.Equal(
            """{"ssn":"*********","other":"219099998","inner":{"ssn":["*********"],"x":"219099998"}}""",
            Avros.Read(schema, Avros.Protect(schema, DetectPlans.For(("detect: ssn, format: avro", "mask")), value).Value));
        Assert.Equal(
            """{"ssn":"219099998","other":"219099998","inner":{"ssn":["*********"],"x":"219099998"}}""",
            Avros.Read(schema, Avros.Protect(schema, DetectPlans.For(("detect: ssn, format: avro, path: inner", "mask")), value).Value));
    }

    [Fact]
    public void A_hash_of_a_number_that_must_stay_one_is_refused()
    {
        var schema = Avros.Schema(Avros.Record("\"n\":\"long\""));

        Assert.Equal("TypeMismatch at $", Avros.Protect(schema, DetectPlans.For(("detect: pan, format: avro", "{hash: k}")), Avros.Write(schema, $$"""{"n":{{Pan}}}""")).Fault);
        Assert.Null(Avros.Protect(schema, DetectPlans.For(("detect: pan, format: avro", "{hash: k}")), Avros.Write(schema, """{"n":12}""")).Fault);
    }

    [Fact]
    public void Protobuf_by_its_schema()
    {
        var message = new Everything { Name = $"pay {Pan} now", I64 = long.Parse(Pan, System.Globalization.CultureInfo.InvariantCulture), U64 = 12, Names = { "x", Pan }, Loose = { 5, 4111111111111111 }, Labels = { ["note"] = Pan } };
        var expected = new Everything { Name = $"pay {Hidden} now", U64 = 12, Names = { "x", Hidden }, Loose = { 5, 0 }, Labels = { ["note"] = Hidden } };

        Assert.Equal(expected, Trial.Apply(DetectPlans.For(("detect: pan, format: protobuf", "mask")), message));
        Assert.Equal(message.Name, Trial.Apply(DetectPlans.For(("detect: pan, format: protobuf, path: names", "mask")), message).Name);
    }

    [Fact]
    public void Protobuf_by_either_name_of_a_field()
    {
        var message = new Everything { CardNumber = $"x {Pan}", Name = Pan };

        foreach (var path in new[] { "card_number", "cardNumber" })
        {
            var made = Trial.Apply(DetectPlans.For(($"detect: pan, format: protobuf, path: {path}", "mask")), message);

            Assert.Equal(($"x {Hidden}", Pan), (made.CardNumber, made.Name));
        }
    }
}
