namespace Compliance.Protect.Tests.Formats.Avro;

/// <summary>What each treatment makes of each type: the type stays.</summary>
public sealed class AvroTypeTests
{
    private const string Uuid = """{"type":"string","logicalType":"uuid"}""";
    private const string Suit = """{"type":"enum","name":"Suit","symbols":["HEARTS","CLUBS","NONE"],"default":"NONE"}""";
    private const string Money = """{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}""";
    private const string FixedMoney = """{"type":"fixed","name":"Money","size":5,"logicalType":"decimal","precision":9,"scale":2}""";
    private const string Date = """{"type":"int","logicalType":"date"}""";
    private const string Millis = """{"type":"long","logicalType":"timestamp-millis"}""";
    private const string Micros = """{"type":"long","logicalType":"local-timestamp-micros"}""";
    private const string Four = """{"type":"fixed","name":"Four","size":4}""";

    private static string One(string type, string value, string treatment)
    {
        var result = Avros.Apply(Avros.Record($"\"before\":\"string\",\"a\":{type},\"after\":\"long\""), $$"""{"before":"é","a":{{value}},"after":77}""", ("a", treatment));
        const string Start = """{"before":"é","a":""";
        const string End = ""","after":77}""";
        if (!result.StartsWith('{'))
            return result;
        Assert.StartsWith(Start, result, StringComparison.Ordinal);
        Assert.EndsWith(End, result, StringComparison.Ordinal);
        return result[Start.Length..^End.Length];
    }

    [Theory]
    [InlineData("\"string\"", "\"4111111111111111\"", "{mask: {keepLast: 4}}", "\"************1111\"")]
    [InlineData("\"string\"", "\"a\\\"名\"", "{mask: {keepFirst: 2}}", "\"a\\\"*\"")]
    [InlineData("\"string\"", "\"ada@shop.example\"", "{email: {keep: domain}}", "\"***@shop.example\"")]
    [InlineData("\"string\"", "\"ada\"", "redact", "\"\"")]
    [InlineData("\"string\"", "\"ada\"", "drop", "\"\"")]
    [InlineData("\"string\"", "\"ada\"", "nullify", "\"\"")]
    [InlineData("\"string\"", "\"1985-11-23\"", "{generalise: {date: year}}", "\"1985-01-01\"")]
    [InlineData("\"string\"", "\"37\"", "{bucket: {step: 10}}", "\"30\"")]
    [InlineData("\"bytes\"", "\"4111\"", "{mask: {keepLast: 1}}", "\"***1\"")]
    [InlineData("\"bytes\"", "\"4111\"", "redact", "\"\"")]
    [InlineData(Four, "\"4111\"", "{mask: {keepLast: 1}}", "\"***1\"")]
    [InlineData(Four, "\"4111\"", "redact", "\"\\u0000\\u0000\\u0000\\u0000\"")]
    [InlineData(Suit, "\"CLUBS\"", "redact", "\"NONE\"")]
    [InlineData(Suit, "\"CLUBS\"", "mask", "\"NONE\"")]
    [InlineData("\"int\"", "4111", "mask", "0")]
    [InlineData("\"int\"", "-37", "{bucket: {step: 10}}", "-40")]
    [InlineData("\"int\"", "37", "{round: {to: 0.5}}", "37")]
    [InlineData("\"int\"", "2147483647", "{round: {to: 1000000000}}", "2000000000")]
    [InlineData("\"int\"", "2147483647", "{bucket: {step: 10, top: 3000000000}}", "2147483640")]
    [InlineData("\"long\"", "4111111111111111", "{round: {to: 1000}}", "4111111111111000")]
    [InlineData("\"long\"", "7", "drop", "0")]
    [InlineData("\"float\"", "1.5", "{round: {to: 1}}", "2")]
    [InlineData("\"double\"", "1249.99", "{round: {to: 0.5}}", "1250")]
    [InlineData("\"double\"", "1249.99", "redact", "0")]
    [InlineData("\"boolean\"", "true", "mask", "false")]
    [InlineData(Money, "1249.99", "{round: {to: 100}}", "1200.00")]
    [InlineData(Money, "-1249.99", "{bucket: {step: 0.05}}", "-1250.00")]
    [InlineData(Money, "1.25", "{round: {to: 0.001}}", "1.25")]
    [InlineData(Money, "12.34", "mask", "0.00")]
    [InlineData(FixedMoney, "1249.99", "{round: {to: 100}}", "1200.00")]
    [InlineData(FixedMoney, "-0.01", "redact", "0.00")]
    [InlineData(Date, "\"1985-11-23\"", "{generalise: {date: year}}", "\"1985-01-01\"")]
    [InlineData(Date, "\"1969-11-23\"", "{generalise: {date: month}}", "\"1969-11-01\"")]
    [InlineData(Date, "\"1985-11-23\"", "mask", "\"1970-01-01\"")]
    [InlineData(Millis, "\"2024-02-29T23:59:59.999Z\"", "{generalise: {date: day}}", "\"2024-02-29T00:00:00.000Z\"")]
    [InlineData(Millis, "\"1969-12-31T23:59:59.999Z\"", "{generalise: {date: month}}", "\"1969-12-01T00:00:00.000Z\"")]
    [InlineData(Millis, "\"2024-02-29T23:59:59.999Z\"", "redact", "\"1970-01-01T00:00:00.000Z\"")]
    [InlineData(Micros, "\"2024-02-29T23:59:59.123456\"", "{generalise: {date: year}}", "\"2024-01-01T00:00:00.000000\"")]
    [InlineData(Uuid, "\"0f8fad5b-d9cb-469f-a165-70867728950e\"", "{mask: {keepLast: 4}}", "\"00000000-0000-0000-0000-000000000000\"")]
    public void Each_type_stays_what_it_is(string type, string value, string treatment, string result)
    {
        Assert.Equal(result, One(type, value, treatment));
    }

    [Theory]
    [InlineData("\"int\"", "7")]
    [InlineData("\"double\"", "7")]
    [InlineData("\"boolean\"", "true")]
    [InlineData(Suit, "\"CLUBS\"")]
    [InlineData(Four, "\"4111\"")]
    [InlineData(Date, "\"1985-11-23\"")]
    [InlineData(Money, "1")]
    [InlineData(Uuid, "\"0f8fad5b-d9cb-469f-a165-70867728950e\"")]
    public void A_hash_token_or_ciphertext_that_does_not_fit_the_type_is_refused(string type, string value)
    {
        Assert.Equal("TypeMismatch at a", One(type, value, "{hash: k}"));
        Assert.Equal("TypeMismatch at a", One(type, value, "{token: {with: siv, key: s}}"));
        Assert.Equal("TypeMismatch at a", One(type, value, "{encrypt: e}"));
        Assert.Equal("TypeMismatch at a", One(type, value, "{encrypt: {key: g, form: confluent}}"));
    }

    [Theory]
    [InlineData("\"string\"")]
    [InlineData("\"bytes\"")]
    [InlineData("""{"type":"fixed","name":"Hash","size":64}""")]
    public void A_hash_fits_where_there_is_room(string type)
    {
        var hash = One(type, $"\"{new string('7', 64)}\"", "{hash: k}");

        Assert.Matches("^\"[0-9a-f]{64}\"$", hash);
    }

    [Theory]
    [InlineData("\"long\"", "4111111111111111", "^[1-9][0-9]{15}$")]
    [InlineData("\"string\"", "\"4111 1111 1111 1111\"", "^\"[0-9]{4} [0-9]{4} [0-9]{4} [0-9]{4}\"$")]
    public void A_format_preserving_token_keeps_type_and_length(string type, string value, string pattern)
    {
        var token = One(type, value, "{token: {with: ff1, key: f, alphabet: digits}}");

        Assert.Matches(pattern, token);
        Assert.NotEqual(value, token);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_emptied_by_a_mask_and_may_be_hashed()
    {
        var schema = Avros.Schema("""{"type":"record","name":"R","fields":[{"name":"a","type":"bytes"}]}""");
        byte[] value = [6, 0xFF, 0xFE, 0x31];

        Assert.Equal([0], Avros.Protect(schema, Plans.In("avro", ("a", "{mask: {keepLast: 1}}")), value).Value);
        Assert.Equal(2 + 64, Avros.Protect(schema, Plans.In("avro", ("a", "{hash: k}")), value).Value.Length);
    }

    [Fact]
    public void Text_that_is_none_can_t_be_masked()
    {
        var schema = Avros.Schema("""{"type":"record","name":"R","fields":[{"name":"a","type":"string"}]}""");

        Assert.Equal("InvalidUtf8 at a", Avros.Protect(schema, Plans.In("avro", ("a", "mask")), [6, 0xFF, 0xFE, 0x31]).Fault);
    }

    [Fact]
    public void A_time_beyond_all_dates_and_a_decimal_beyond_all_digits_are_emptied()
    {
        var schema = Avros.Schema(Avros.Record($"\"a\":{Millis},\"b\":{Money}"));
        byte[] value = [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 34, .. Enumerable.Repeat((byte)0x7F, 17)];

        var (result, _) = Avros.Protect(schema, Plans.In("avro", ("a", "{generalise: {date: year}}"), ("b", "{round: {to: 10}}")), value);

        Assert.Equal("""{"a":"1970-01-01T00:00:00.000Z","b":0.00}""", Avros.Read(schema, result));
    }
}
