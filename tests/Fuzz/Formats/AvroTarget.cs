using System.Buffers;
using System.Text.Json;
using Compliance.Fuzz.Engine;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Fuzz.Formats;

/// <summary>
/// The protector of Avro. What it lets pass is a value of its schema, of the same shape, in which nothing is left of what the plan hides and
/// all else is as it was; protected again it stays as it is. The frame's id chooses the schema.
/// </summary>
internal sealed class AvroTarget : Target
{
    private const int FrameLength = 5;
    private const int LastOfId = 4;

    private static readonly string[] Schemas =
    [
        """
        {"type":"record","name":"R","fields":[{"name":"name","type":"string"},{"name":"pan","type":["null","string","long"]},{"name":"next","type":["null","R"]},
         {"name":"list","type":{"type":"array","items":"R"}},{"name":"map","type":{"type":"map","values":{"type":"record","name":"M","fields":[{"name":"secret","type":"bytes"},{"name":"n","type":"int"}]}}}]}
        """,
        """
        {"type":"record","name":"S","fields":[{"name":"secret","type":{"type":"fixed","name":"F","size":3}},{"name":"kind","type":{"type":"enum","name":"E","symbols":["A","B"]}},{"name":"born","type":{"type":"int","logicalType":"date"}},
         {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"f","type":"float"},{"name":"d","type":"double"},{"name":"b","type":"boolean"},{"name":"none","type":"null"},{"name":"pan","type":"string"}]}
        """,
        """{"type":"array","items":{"type":"map","values":["null","boolean",{"type":"array","items":{"type":"record","name":"Z","fields":[]}},{"type":"record","name":"T","fields":[{"name":"pan","type":"string"},{"name":"secret","type":["null","string"]}]}]}}""",
    ];

    private static readonly string[][] Values =
    [
        [
            """{"name":"Ada","pan":"4111111111111111","next":{"name":"B","pan":7,"next":null,"list":[],"map":{}},"list":[{"name":"c","pan":null,"next":null,"list":[],"map":{"k":{"secret":"x","n":1}}}],"map":{"a":{"secret":"yy","n":-5},"b":{"secret":"","n":0}}}""",
            """{"name":"","pan":null,"next":null,"list":[],"map":{}}""",
        ],
        ["""{"secret":"abc","kind":"B","born":"1985-11-23","price":12.5,"at":"1985-11-23T17:45:00.000Z","f":1.5,"d":-0.25,"b":true,"none":null,"pan":"4111"}"""],
        ["""[{"a":null,"b":true,"c":[{},{}],"d":{"pan":"4111","secret":"x"}},{}]"""],
    ];

    private readonly FieldPlan _plan = TestPlan.Of("avro", ("$..name", "mask"), ("$..pan", "{mask: {keepLast: 4}}"), ("$..secret", "redact"), ("$..born", "{generalise: {date: year}}"), ("$..price", "{bucket: {step: 10}}"));
    private readonly AvroSchema[] _parsed = Array.ConvertAll(Schemas, text => (AvroSchema)SchemaFactory.Make(new SchemaText("", "AVRO", text, [])));
    private readonly SchemaCache _schemas = new(16);
    private readonly ValueProtector _protector;
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private readonly ArrayBufferWriter<byte> _again = new(1 << 20);
    private readonly ProtectCounts _counts = new();

    public AvroTarget()
    {
        for (int i = 0; i < _parsed.Length; i++)
            _schemas.Add(new SchemaId(i + 1, Guid.Empty), _parsed[i]);
        _protector = new ValueProtector(KeyRing.Empty, _schemas);
        // Lays the plan over the schemas.
        foreach (var sample in Samples)
            _protector.Apply(_plan, sample.Bytes, _output, _counts);
    }

    public override string Name => "avro";
    public override int Share => 20;
    public override int Head => FrameLength;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        _output.ResetWrittenCount();
        _again.ResetWrittenCount();
        _counts.Reset();
        probe.Begin();
        var outcome = _protector.Apply(_plan, input.Span, _output, _counts);
        probe.End(4096 + (16L * input.Length));
        probe.Count(outcome.IsUnreadable ? Kinds.Of(outcome.Fault.Kind) : Kinds.Of(outcome.Result));
        Demand(outcome.Result == ProtectResult.Changed || _output.WrittenCount == 0, "an unchanged or refused value was written");
        if (outcome.IsUnreadable)
            return;
        Demand(input.Length > FrameLength && input.Span[LastOfId] is var id && id >= 1 && id <= _parsed.Length, "a value of a schema that nobody has passed");
        var made = outcome.Result == ProtectResult.Changed ? _output.WrittenMemory : input;
        Demand(made.Span[..FrameLength].SequenceEqual(input.Span[..FrameLength]), "the frame is another");
        var second = _protector.Apply(_plan, made.Span, _again, _counts);
        Demand(second.Result == ProtectResult.Unchanged || (second.Result == ProtectResult.Changed && _again.WrittenSpan.SequenceEqual(made.Span)), "protected again it is another");
        var schema = _parsed[input.Span[LastOfId] - 1];
        byte[]? before = AvroJsonReader.Read(schema, input.Span[FrameLength..]);
        byte[]? after = AvroJsonReader.Read(schema, made.Span[FrameLength..]);
        Demand(before is not null == after is not null, "what came out is a value of the schema, and what went in is none, or the other way round");
        if (before is null || after is null)
            return;
        using var was = JsonDocument.Parse(before, new JsonDocumentOptions { MaxDepth = 1000 });
        using var becomes = JsonDocument.Parse(after, new JsonDocumentOptions { MaxDepth = 1000 });
        Compare(was.RootElement, becomes.RootElement, "");
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
    [
        .. Values.Index().SelectMany(values => values.Item.Select(value =>
        {
            using var json = JsonDocument.Parse(value);
            return new Sample([0, 0, 0, 0, (byte)(values.Index + 1), .. AvroJsonWriter.Write(_parsed[values.Index], json.RootElement, out string? problem) ?? throw new InvalidOperationException(problem)]);
        })),
    ];

    /// <summary>Values by name, as the plan has them; a map's key may be one of its names too.</summary>
    private static void Compare(JsonElement was, JsonElement becomes, string name)
    {
        if (name is "name" or "pan" or "secret" or "born" or "price" && was.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            Demand(IsHidden(was, becomes, name), "something is left of what the plan hides");
            return;
        }

        if (name is "name" or "pan" or "secret" or "born" or "price")
            return;
        Demand(was.ValueKind == becomes.ValueKind, "a value is of another type");
        switch (was.ValueKind)
        {
            case JsonValueKind.Object:
                var (old, made) = (was.EnumerateObject().ToList(), becomes.EnumerateObject().ToList());
                Demand(old.Select(m => m.Name).SequenceEqual(made.Select(m => m.Name)), "members came or went");
                foreach (var (one, other) in old.Zip(made))
                    Compare(one.Value, other.Value, one.Name);
                break;
            case JsonValueKind.Array:
                Demand(was.GetArrayLength() == becomes.GetArrayLength(), "elements came or went");
                foreach (var (one, other) in was.EnumerateArray().Zip(becomes.EnumerateArray()))
                    Compare(one, other, "");
                break;
            default:
                Demand(was.GetRawText() == becomes.GetRawText(), "a value that the plan does not name is another");
                break;
        }
    }

    private static bool IsHidden(JsonElement was, JsonElement becomes, string name) => (becomes.ValueKind, name) switch
    {
        (JsonValueKind.Null, _) => was.ValueKind == JsonValueKind.Null,
        (JsonValueKind.Number, "price") => becomes.GetDecimal() % 10 == 0,
        (JsonValueKind.Number, _) => becomes.GetDouble() == 0,
        (JsonValueKind.False, _) => true,
        (JsonValueKind.String, "secret") => becomes.GetString()!.All(c => c == '\0'),
        (JsonValueKind.String, "name") => becomes.GetString()!.All(c => c == '*'),
        (JsonValueKind.String, "pan") => Runes(becomes) <= 4 ? becomes.GetString()!.All(c => c == '*') : becomes.GetString()!.StartsWith('*'),
        (JsonValueKind.String, "born") => becomes.GetString()!.EndsWith("-01-01", StringComparison.Ordinal),
        _ => true,
    };

    private static int Runes(JsonElement text) => new System.Globalization.StringInfo(text.GetString()!).LengthInTextElements;
}
