using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Schemas;
using Compliance.Protect.Tests.Formats.Avro;
using Compliance.Protect.Tests.Formats.Protobuf;
using Compliance.Protect.Tests.Messages;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Compliance.Protect.Tests.Formats;

/// <summary>Which records fit a predicate whose values are in Avro, Protobuf or lines of cells; what can't be read does not, whatever is asked.</summary>
public sealed class RowFilterFormatsTests
{
    private static readonly SchemaId Id = new(7, default);

    private static readonly AvroSchema Visit = Avros.Schema(Avros.Record("""
        "region": "string", "staff": "boolean", "age": "int", "score": "double", "left": ["null", "string"], "day": {"type": "int", "logicalType": "date"},
        "price": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}, "raw": "bytes", "level": {"type": "enum", "name": "L", "symbols": ["LOW", "HIGH"]},
        "inner": {"type": "record", "name": "I", "fields": [{"name": "city", "type": "string"}]}, "tags": {"type": "array", "items": "string"}, "more": {"type": "map", "values": "string"}
        """));

    private const string Value = """
        {"region": "DE", "staff": false, "age": 41, "score": 1.5, "left": null, "day": "2026-11-26", "price": 12.50, "raw": "x", "level": "HIGH", "inner": {"city": "Bonn"},
         "tags": ["a", "b"], "more": {"k": "v"}}
        """;

    [Theory]
    [InlineData("value.region in ['DE', 'FR'] and not value.staff", true)]
    [InlineData("value.region = 'US'", false)]
    [InlineData("value.staff", false)]
    [InlineData("value.staff = false", true)]
    [InlineData("value.age >= 41 and value.age < 42 and value.score = 1.5", true)]
    [InlineData("value.age = '41'", false)]
    [InlineData("value.left = null and not exists value.left", true)]
    [InlineData("value.day >= '2026-11-01' and value.day < '2026-12-01'", true)]
    [InlineData("value.price = 12.5", true)]
    [InlineData("value.level = 'HIGH'", true)]
    [InlineData("value.inner.city = 'Bonn'", true)]
    [InlineData("value.inner.town = 'Bonn'", false)]
    [InlineData("value.inner.town != 'Bonn'", false)]
    [InlineData("exists value.inner", true)]
    [InlineData("value.inner = 'Bonn'", false)]
    [InlineData("value.tags[1] = 'b'", true)]
    [InlineData("value.tags[2] = 'b'", false)]
    [InlineData("value.more.k = 'v'", true)]
    public void By_fields_of_Avro(string predicate, bool keeps) => Assert.Equal(keeps, Keeps(predicate, ValueFormats.Avro, [.. Avros.Frame, .. Avros.Write(Visit, Value)], Visit));

    [Fact]
    public void Avro_that_is_cut_short_or_has_something_behind_it_is_unclear_whatever_is_asked()
    {
        byte[] whole = [.. Avros.Frame, .. Avros.Write(Visit, Value)];

        foreach (var predicate in new[] { "value.region = 'DE'", "not exists value.nothing", "not value.staff" })
        {
            Assert.True(Keeps(predicate, ValueFormats.Avro, whole, Visit));
            for (var length = Avros.Frame.Length; length < whole.Length; length++)
                Assert.False(Keeps(predicate, ValueFormats.Avro, whole[..length], Visit));
            Assert.False(Keeps(predicate, ValueFormats.Avro, [.. whole, 0], Visit));
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_are_unclear()
    {
        var schema = Avros.Schema(Avros.Record("""
            "raw": "bytes"
            """));

        Assert.False(Keeps("value.raw != 'x'", ValueFormats.Avro, [.. Avros.Frame, 2, 0xFF], schema));
        Assert.True(Keeps("value.raw != 'x'", ValueFormats.Avro, [.. Avros.Frame, 2, (byte)'y'], schema));
    }

    [Theory]
    [InlineData("not exists value.region")]
    [InlineData("value.region = 'DE'")]
    public void Behind_a_schema_that_nobody_knows_nothing_is_clear(string predicate)
    {
        byte[] value = [.. Avros.Frame, .. Avros.Write(Visit, Value)];

        Assert.False(Keeps(predicate, ValueFormats.Avro, value, null));
        Assert.False(Keeps(predicate, ValueFormats.Avro, value, Trial.Everything));
        Assert.False(Keeps(predicate, ValueFormats.Avro, value, new UnusableSchema("odd")));
        Assert.False(Keeps(predicate, ValueFormats.Avro, Encoding.UTF8.GetBytes(Value), Visit));
        Assert.False(Keeps(predicate, ValueFormats.Json, value, Visit));
    }

    [Fact]
    public void A_schema_that_is_not_known_yet_is_asked_for()
    {
        var missing = new List<SchemaId>();
        var filter = new RowFilter(new SchemaCache(4));
        var predicate = RowPredicate.Parse("value.region = 'DE'", out _)!;

        Assert.False(filter.Begin(predicate, [.. Avros.Frame, 0], default, ValueFormats.Avro, missing.Add));
        Assert.Equal([Id], missing);
        Assert.True(filter.Begin(predicate, [.. Avros.Frame, 0], default, ValueFormats.Avro));
        Assert.False(filter.Keeps());
        Assert.True(filter.Begin(RowPredicate.Parse("exists key", out _)!, [.. Avros.Frame, 0], default, ValueFormats.Avro, missing.Add));
    }

    private static Everything Message => new()
    {
        Name = "DE",
        CardNumber = "c",
        Flag = true,
        Level = Level.Much,
        I32 = -3,
        S64 = -4,
        F64 = 5,
        Number = 1.5,
        Names = { "a", "b" },
        Packed = { 1, 2 },
        Child = new() { Name = "inner" },
        Children = { new Everything { Name = "one" }, new Everything { Name = "two" } },
        Labels = { ["k"] = "v" },
        Born = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
        Wrapped = "w",
        Extra = new Struct { Fields = { ["a"] = Google.Protobuf.WellKnownTypes.Value.ForString("b") } },
    };

    [Theory]
    [InlineData("value.name = 'DE' and value.cardNumber = 'c' and value.card_number = 'c'", true)]
    [InlineData("value.flag and value.level = 2", true)]
    [InlineData("value.i32 = -3 and value.s64 = -4 and value.f64 = 5 and value.number > 1", true)]
    [InlineData("value.name != 'DE'", false)]
    [InlineData("value.names[1] = 'b'", true)]
    [InlineData("value.names[2] = 'b'", false)]
    [InlineData("exists value.names and exists value.packed", true)]
    [InlineData("value.child.name = 'inner' and value.children[1].name = 'two'", true)]
    [InlineData("value.child = 'inner'", false)]
    [InlineData("exists value.child and not exists value.inner", true)]
    [InlineData("value.wrapped = 'w'", true)]
    [InlineData("value.u32 = 0", false)]
    [InlineData("not exists value.u32", true)]
    [InlineData("value.packed[0] = 1", false)]
    [InlineData("not exists value.packed[0]", false)]
    [InlineData("not exists value.packed[7]", false)]
    [InlineData("not exists value.labels.k", false)]
    [InlineData("not exists value.labels.other", false)]
    [InlineData("not exists value.extra.a", false)]
    [InlineData("not exists value.extra.c", false)]
    [InlineData("exists value.born or not exists value.born", false)]
    public void By_fields_of_a_message(string predicate, bool keeps) =>
        Assert.Equal(keeps, Keeps(predicate, ValueFormats.Protobuf, [0, 0, 0, 0, 7, 0, .. Message.ToByteArray()], Trial.Everything));

    [Fact]
    public void A_field_that_occurs_twice_and_not_the_same_is_unclear()
    {
        byte[] twice = [0, 0, 0, 0, 7, 0, .. new Everything { Name = "US" }.ToByteArray(), .. new Everything { Name = "DE" }.ToByteArray()];

        Assert.False(Keeps("value.name = 'DE'", ValueFormats.Protobuf, twice, Trial.Everything));
        Assert.False(Keeps("value.name != 'FR'", ValueFormats.Protobuf, twice, Trial.Everything));
        Assert.True(Keeps("value.name = 'DE'", ValueFormats.Protobuf, [.. twice[..6], .. twice[10..], .. twice[10..]], Trial.Everything));
    }

    [Fact]
    public void A_wrapper_with_nothing_in_it_is_empty_and_a_message_cut_short_is_unclear()
    {
        Assert.True(Keeps("value.wrapped = ''", ValueFormats.Protobuf, [0, 0, 0, 0, 7, 0, .. new Everything { Wrapped = "" }.ToByteArray()], Trial.Everything));
        Assert.False(Keeps("not exists value.flag", ValueFormats.Protobuf, [0, 0, 0, 0, 7, 0, .. new Everything { Name = "DE" }.ToByteArray()[..^1]], Trial.Everything));
        Assert.False(Keeps("not exists value.flag", ValueFormats.Protobuf, [0, 0, 0, 0, 7, 2, 40], Trial.Everything));
    }

    [Theory]
    [InlineData("region,age\nDE,41\n", "value.region = 'DE' and value.age = '41'", true)]
    [InlineData("age, region\r\n41,\"DE\"\r\n", "value.region = 'DE'", true)]
    [InlineData("\uFEFFregion\nDE\n\nDE", "value.region = 'DE'", true)]
    [InlineData("region,age\nDE,41\nUS,42\n", "value.region = 'DE'", false)]
    [InlineData("region,age\nDE,41\nUS,42\n", "value.region != 'FR'", false)]
    [InlineData("region,age\nDE,41\nDE,42\n", "value.region = 'DE'", true)]
    [InlineData("region,age\n,41\n", "not exists value.region", true)]
    [InlineData("region,age\n\"\",41\n", "value.region = ''", true)]
    [InlineData("region,age\nDE,41\n", "not exists value.staff", false)]
    [InlineData("DE,41\n", "not exists value.region", false)]
    [InlineData("region,age\nDE\n", "value.region = 'DE'", false)]
    [InlineData("region,age\nDE,41,x\n", "value.region = 'DE'", false)]
    [InlineData("region,region\nDE,DE\n", "value.region = 'DE'", false)]
    [InlineData("region,age\nD\"E,41\n", "not exists value.age", false)]
    [InlineData("a,DE,c\n", "value[1] = 'DE'", true)]
    [InlineData("a,DE,c\nb,US,d\n", "value[1] = 'DE'", false)]
    [InlineData("a\n", "not exists value[1]", false)]
    [InlineData("region\n", "value.region = 'DE'", false)]
    public void Lines_of_cells(string value, string predicate, bool keeps)
    {
        Assert.Equal(keeps, Keeps(predicate, ValueFormats.Csv, Encoding.UTF8.GetBytes(value), null));
        Assert.Equal(keeps, Keeps(predicate, ValueFormats.Tsv, Encoding.UTF8.GetBytes(value.Replace(',', '\t')), null));
        Assert.Equal(keeps, Keeps(predicate, ValueFormats.CsvSemicolon, Encoding.UTF8.GetBytes(value.Replace(',', ';')), null));
    }

    [Theory]
    [InlineData(ValueFormats.Avro)]
    [InlineData(ValueFormats.Protobuf)]
    [InlineData(ValueFormats.Csv)]
    public void The_steady_state_allocates_nothing(ValueFormats format)
    {
        var schemas = new SchemaCache(4);
        schemas.Add(Id, format == ValueFormats.Avro ? Visit : Trial.Everything);
        var filter = new RowFilter(schemas);
        var predicate = RowPredicate.Parse(format == ValueFormats.Csv ? "value.region = 'DE'" : "not exists value.nothing and value.number != 3", out _)!;
        byte[] value = format switch
        {
            ValueFormats.Avro => [.. Avros.Frame, .. Avros.Write(Visit, Value)],
            ValueFormats.Protobuf => [.. Avros.Frame, 0, .. Message.ToByteArray()],
            _ => "region,age\nDE,41\n"u8.ToArray(),
        };
        void Ask()
        {
            filter.Begin(predicate, value, default, format);
            filter.Keeps();
        }

        Ask();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Ask();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static bool Keeps(string predicate, ValueFormats format, byte[] value, ValueSchema? schema)
    {
        var schemas = new SchemaCache(4);
        if (schema is not null)
            schemas.Add(Id, schema);
        var filter = new RowFilter(schemas);
        var parsed = RowPredicate.Parse(predicate, out var error);
        Assert.True(parsed is not null, error);
        Assert.True(filter.Begin(parsed, value, default, format));
        return filter.Keeps();
    }
}
