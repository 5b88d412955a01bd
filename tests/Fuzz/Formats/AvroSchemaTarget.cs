using System.Buffers;
using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Fuzz.Formats;

/// <summary>
/// Texts of Avro schemas, as a registry may send them, and behind a byte that no text has a value: each becomes a schema, or the reason why it
/// is none, and the value is protected by it or refused. What passes under a rule over all that there is, is a value of the schema.
/// </summary>
internal sealed class AvroSchemaTarget : Target
{
    private const byte Divider = 0xFF;

    private static readonly string[] Texts =
    [
        """{"type":"record","name":"a.R","namespace":"b","fields":[{"name":"x","type":"string","default":""},{"name":"next","type":["null","R"]},{"name":"m","type":{"type":"map","values":"bytes"}}]}""",
        """{"type":"array","items":{"type":"enum","name":"E","symbols":["A","B"],"default":"B"}}""",
        """["null",{"type":"fixed","name":"F","size":2},{"type":"int","logicalType":"date"},{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}]""",
        """{"type":{"type":"record","name":"R","fields":[{"name":"x","type":{"type":"array","items":"null"}},{"name":"y","type":"Other"}]}}""",
    ];

    private static readonly byte[][] Values = [[4, 65, 66, 2, 0, 0, 2, 2, 65, 2, 1, 0], [4, 0, 2, 0], [4, 10], [6, 0, 2, 65]];

    private readonly FieldPlan _plan = TestPlan.Of("avro", ("$..x", "redact"), ("$..y", "drop"), ("$[*]", "{mask: {keepLast: 2}}"), ("$..m.a", "{bucket: {step: 10}}"));

    public override string Name => "avsc";
    public override int Share => 2;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "\"record\"", "\"enum\"", "\"fixed\"", "\"array\"", "\"map\"", "\"null\"", "\"int\"", "\"long\"", "\"string\"", "\"bytes\"", "\"double\"", "\"float\"", "\"boolean\"", "\"type\":", "\"name\":", "\"fields\":", "\"items\":", "\"values\":",
            "\"symbols\":", "\"size\":", "\"namespace\":", "\"logicalType\":", "\"date\"", "\"decimal\"", "\"uuid\"", "\"timestamp-micros\"", "\"scale\":", "[", "]", "{", "}", ",", "-1", "1048576", "99999999999", "\"R\"", "\"a.R\"", "\"Other\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "null", "1e9",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        int divider = input.Span.IndexOf(Divider);
        string text = Encoding.UTF8.GetString(divider < 0 ? input.Span : input.Span[..divider]);
        byte[] value = divider < 0 ? [] : input.Span[(divider + 1)..].ToArray();
        probe.Begin();
        var schema = SchemaFactory.Make(new SchemaText("", "AVRO", text, [new SchemaText("other", "AVRO", """{"type":"record","name":"Other","fields":[{"name":"x","type":"string"}]}""", [])]));
        probe.End((4L << 20) + (4096L * input.Length));
        Demand(schema is not UnusableSchema { Why: "" }, "refused for no reason");
        if (schema is not AvroSchema avro)
        {
            probe.Count("no schema");
            return;
        }

        var schemas = new SchemaCache(2);
        schemas.Add(new SchemaId(1, Guid.Empty), schema);
        var (output, counts) = (new ArrayBufferWriter<byte>(), new ProtectCounts());
        probe.Begin();
        var outcome = new ValueProtector(KeyRing.Empty, schemas).Apply(_plan, [0, 0, 0, 0, 1, .. value], output, counts);
        // A fixed that is emptied may be a megabyte, of two bytes.
        probe.End((16L << 20) + (4096L * input.Length));
        probe.Count(outcome.IsUnreadable ? Kinds.Of(outcome.Fault.Kind) : Kinds.Of(outcome.Result));
        Demand(outcome.Result == ProtectResult.Changed || output.WrittenCount == 0, "an unchanged or refused value was written");
        if (outcome.IsUnreadable)
            return;
        bool isValue = AvroJsonReader.Read(avro, value) is not null;
        Demand(!isValue || AvroJsonReader.Read(avro, outcome.Result == ProtectResult.Changed ? output.WrittenSpan[5..] : value) is not null, "a value of the schema became none");
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
        [.. Texts.Zip(Values).Select(pair => new Sample([.. Encoding.UTF8.GetBytes(pair.First), Divider, .. pair.Second]))];
}
