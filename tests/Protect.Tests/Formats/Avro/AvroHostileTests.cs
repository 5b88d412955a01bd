using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Schemas;

namespace Compliance.Protect.Tests.Formats.Avro;

/// <summary>Bytes that are no value of their schema, values that would never end, and schemas that are none.</summary>
public sealed class AvroHostileTests
{
    private static readonly string List = Avros.Record("\"x\":\"int\",\"next\":[\"null\",\"R\"]");

    private static string Protect(string schema, string bytes, params (string, string)[] rules) =>
        Protect(schema, Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), rules);

    private static string Protect(string schema, byte[] bytes, params (string, string)[] rules)
    {
        var (value, fault) = Avros.Protect(Avros.Schema(schema), Plans.In("avro", rules.Length == 0 ? [("$.x", "mask")] : rules), bytes);
        return fault ?? Convert.ToHexStringLower(value);
    }

    [Theory]
    [InlineData("\"x\":\"string\"", "")]
    [InlineData("\"x\":\"string\"", "06 3131")]
    [InlineData("\"x\":\"string\"", "01")]
    [InlineData("\"x\":\"string\"", "feffffffffffffffff01")]
    [InlineData("\"x\":\"string\"", "00 00")]
    [InlineData("\"x\":\"int\"", "ffffffffffff01")]
    [InlineData("\"x\":\"int\"", "feffffff1f")]
    [InlineData("\"x\":\"boolean\"", "02")]
    [InlineData("\"x\":[\"null\",\"string\"]", "04")]
    [InlineData("\"x\":[\"null\",\"string\"]", "01")]
    [InlineData("\"x\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}", "02")]
    [InlineData("\"y\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]},\"x\":\"int\"", "02 00")]
    [InlineData("\"y\":\"boolean\",\"x\":\"int\"", "05 00")]
    [InlineData("\"y\":{\"type\":\"array\",\"items\":\"int\"},\"x\":\"int\"", "01 00 02")]
    [InlineData("\"y\":{\"type\":\"array\",\"items\":\"int\"},\"x\":\"int\"", "ffffffffffffffffff01 00 02")]
    [InlineData("\"x\":{\"type\":\"map\",\"values\":\"int\"}", "02 40 00")]
    public void What_is_not_as_its_schema_says_is_refused(string fields, string bytes)
    {
        Assert.Equal("SchemaMismatch at $", Protect(Avros.Record(fields), bytes));
    }

    [Fact]
    public void A_block_whose_size_lies_can_t_hide_what_follows()
    {
        // given an array of one number, and a size by which a protected text would lie inside it
        var schema = Avros.Record("\"y\":{\"type\":\"array\",\"items\":\"int\"},\"x\":\"string\"");

        Assert.Equal("SchemaMismatch at $", Protect(schema, "01 08 02 00 04 3131"));
        Assert.Equal("01020200042a2a", Protect(schema, "01 02 02 00 04 3131"));
    }

    [Theory]
    [InlineData("\"null\"")]
    [InlineData("""{"type":"record","name":"E","fields":[]}""")]
    [InlineData("""{"type":"fixed","name":"F","size":0}""")]
    public void Items_of_no_bytes_come_to_an_end_however_many_they_are(string item)
    {
        // given 2^62 of them in nine bytes, both where nothing acts and where something does
        const string Bytes = "ffffffffffffffff7f 00 00";
        var fields = $"\"y\":{{\"type\":\"array\",\"items\":{item}}},\"x\":\"int\"";

        Assert.Equal("SchemaMismatch at $", Protect(Avros.Record(fields), Bytes.Replace("ff", "fe", StringComparison.Ordinal)));
        Assert.Equal("SchemaMismatch at $", Protect(Avros.Record(fields), "feffffffffffffff7f 00 00"));
        Assert.Equal("SchemaMismatch at $", Protect(Avros.Record(fields), "feffffffffffffff7f 00 00", ("$.y[*].z", "mask")));
    }

    [Fact]
    public void Nesting_has_a_bound_where_something_acts_and_where_nothing_does()
    {
        byte[] Nested(int depth) => [.. Enumerable.Repeat(new byte[] { 2, 2 }, depth).SelectMany(b => b), 2, 0];

        Assert.StartsWith("00", Protect(List, Nested(60)), StringComparison.Ordinal);
        Assert.Equal("TooDeep at $", Protect(List, Nested(64)));
        Assert.Equal("TooDeep at $", Protect(List, Nested(1_000_000)));
        Assert.Equal("TooDeep at $", Protect(List, Nested(1_000_000), ("$..x", "mask")));
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("7", "a type is")]
    [InlineData("\"unheard.Of\"", "names the type 'unheard.Of'")]
    [InlineData("""{"type":"record","name":"R"}""", "lacks 'fields'")]
    [InlineData("""{"type":"record","name":7,"fields":[]}""", "another type of JSON")]
    [InlineData("""{"type":"enum","name":"E","symbols":[]}""", "no symbols")]
    [InlineData("""{"type":"fixed","name":"F","size":-1}""", "a size from 0")]
    [InlineData("""{"type":"record","name":null,"fields":[]}""", "is null")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":null,"type":"int"}]}""", "is null")]
    [InlineData("""{"type":"enum","name":"E","symbols":["A",null]}""", "is null")]
    [InlineData("[]", "union is empty")]
    [InlineData("""["int",["null"]]""", "contains another")]
    [InlineData("""["int",{"type":"fixed","name":"F","size":1},{"type":"fixed","name":"F","size":1}]""", "twice")]
    public void A_schema_that_is_none_says_why(string text, string why)
    {
        var schema = Assert.IsType<UnusableSchema>(SchemaFactory.Make(new("", "AVRO", text, [])));

        Assert.Contains(why, schema.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_too_deep_or_too_large_is_not_used()
    {
        string Deep(int depth) => depth == 0 ? "\"int\"" : $$"""{"type":"array","items":{{Deep(depth - 1)}}}""";
        var large = new StringBuilder("\"f\":\"int\"");
        for (var i = 0; i < 30_000; i++)
            large.Append(System.Globalization.CultureInfo.InvariantCulture, $",\"f{i}\":\"int\"");

        foreach (var text in new[] { Deep(250), new string('[', 100_000), Avros.Record(large.ToString()) })
            Assert.IsType<UnusableSchema>(SchemaFactory.Make(new("", "AVRO", text, [])));
    }

    [Fact]
    public void Names_are_found_through_namespaces_and_references()
    {
        var address = new SchemaText("address", "AVRO", """{"type":"record","name":"Address","namespace":"shop","fields":[{"name":"x","type":"string"}]}""", []);
        var text = new SchemaText("", "AVRO", """
            {"type":"record","name":"shop.Order","fields":[
              {"name":"a","type":"Address"},
              {"name":"b","type":{"type":"record","name":"other.Line","fields":[{"name":"x","type":"shop.Address"},{"name":"more","type":["null","Line"]}]}}]}
            """, [address]);
        var schema = Assert.IsType<Protect.Formats.Avro.AvroSchema>(SchemaFactory.Make(text));

        var (value, _) = Avros.Protect(schema, Plans.In("avro", ("$..x.x", "mask")), Avros.Write(schema, """{"a":{"x":"1"},"b":{"x":{"x":"2"},"more":null}}"""));

        Assert.Equal("""{"a":{"x":"*"},"b":{"x":{"x":"*"},"more":null}}""", Avros.Read(schema, value));
    }
}
