using System.Buffers;
using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Formats;

public sealed class FormatChoiceTests
{
    private const string Json = """{"card":"4111111111111111"}""";
    private const string Masked = """{"card":"************1111"}""";
    private static readonly byte[] Frame = [0, 0, 0, 0, 7];

    private readonly SchemaCache _schemas = new(16);
    private readonly List<SchemaId> _missing = [];

    private static FieldPlan Plan(string format, string unknownSchema = "reject", int keepLast = 4)
    {
        var (rules, problems) = PolicyLoader.Load([("p.yaml", """
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            defaults: {unknownSchema: UNKNOWN}
            classes: {card: {find: [{topics: t, path: card, format: FORMAT}]}}
            protect: [{id: P1, class: card, when: consume, do: {mask: {keepLast: 4}}}]
            """.Replace("UNKNOWN", unknownSchema, StringComparison.Ordinal).Replace("FORMAT", format, StringComparison.Ordinal).Replace("keepLast: 4", $"keepLast: {keepLast}", StringComparison.Ordinal))]);
        Assert.DoesNotContain(problems, p => p.Severity == Severity.Error);
        return rules!.PlanFor(Plans.Reader, "t", When.Consume, DateTimeOffset.UnixEpoch);
    }

    private string Apply(FieldPlan plan, byte[] value, byte[]? header = null, bool isLast = true)
    {
        var output = new ArrayBufferWriter<byte>();
        var outcome = new ValueProtector(KeyRing.Empty, _schemas).Apply(plan, value, output, new(), header, isLast ? null : _missing.Add);
        return outcome.Result switch
        {
            ProtectResult.Changed => Encoding.Latin1.GetString(output.WrittenSpan),
            ProtectResult.Unreadable => outcome.Fault.Kind.ToString(),
            var result => result.ToString(),
        };
    }

    private static byte[] Framed(string json) => [.. Frame, .. Encoding.UTF8.GetBytes(json)];

    [Fact]
    public void JSON_behind_an_id_is_masked_and_keeps_its_frame()
    {
        Assert.Equal("\0\0\0\0\a" + Masked, Apply(Plan("json-schema"), Framed(Json)));
    }

    [Fact]
    public void JSON_whose_schema_is_named_in_a_header_is_masked()
    {
        Assert.Equal(Masked, Apply(Plan("json-schema"), Encoding.UTF8.GetBytes(Json), [1, .. new byte[15], 9]));
    }

    [Theory]
    [InlineData("json-schema", Json, nameof(FaultKind.Unframed))]
    [InlineData("json-schema", "\u0003\u00000123456789abcdef{}", nameof(FaultKind.SchemaUnknown))]
    [InlineData("json", "\0\0\0\0\a" + Json, nameof(FaultKind.Malformed))]
    public void A_value_that_is_not_written_as_the_policy_says_does_not_pass(string format, string value, string fault)
    {
        Assert.Equal(fault, Apply(Plan(format), Encoding.UTF8.GetBytes(value)));
    }

    [Fact]
    public void A_schema_that_nobody_has_asked_for_yet_is_asked_for_first()
    {
        var value = Framed("\u0008" + "4111");

        Assert.Equal(nameof(ProtectResult.SchemaMissing), Apply(Plan("avro", "pass"), value, isLast: false));
        Assert.Equal([new SchemaId(7, default)], _missing);
        Assert.Equal(nameof(ProtectResult.Unchanged), Apply(Plan("avro", "pass"), value));
        Assert.Equal(nameof(FaultKind.SchemaUnknown), Apply(Plan("avro"), value));
    }

    [Theory]
    [InlineData("AVRO", """{"type":"record","name":"R","fields":[{"name":"card","type":"string"}]}""", "\0\0\0\0\a\b***1")]
    [InlineData("AVRO", "no schema", nameof(FaultKind.SchemaUnknown))]
    [InlineData("PROTOBUF", "no schema", nameof(FaultKind.SchemaUnknown))]
    [InlineData("JSON", "{}", nameof(FaultKind.OtherFormat))]
    public void A_schema_that_is_known_says_how_the_value_is_read(string type, string text, string result)
    {
        _schemas.Add(new(7, default), SchemaFactory.Make(new("", type, text, [])));
        var plan = Plan("avro", keepLast: 1);

        Assert.Equal(result, Apply(plan, Framed("\b4111"), isLast: false));
        Assert.Empty(_missing);
    }

    [Fact]
    public void A_topic_may_have_values_in_several_formats_and_every_path_acts_on_all_of_them()
    {
        var (rules, _) = PolicyLoader.Load([("p.yaml", """
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            classes: {card: {find: [{topics: "**", path: $..card}, {topics: t, path: nothing, format: avro}]}}
            protect: [{id: P1, class: card, when: consume, do: {mask: {keepLast: 4}}}]
            """)]);
        var plan = rules!.PlanFor(Plans.Reader, "t", When.Consume, DateTimeOffset.UnixEpoch);
        _schemas.Add(new(7, default), SchemaFactory.Make(new("", "AVRO", """{"type":"record","name":"R","fields":[{"name":"card","type":"string"}]}""", [])));

        Assert.Equal(Masked, Apply(plan, Encoding.UTF8.GetBytes(Json)));
        Assert.Equal("\0\0\0\0\a\n*1111", Apply(plan, Framed("\n41111")));
        Assert.Equal(ValueFormats.Json, rules.PlanFor(Plans.Reader, "other", When.Consume, DateTimeOffset.UnixEpoch).Formats);
    }

    [Fact]
    public void A_policy_may_let_pass_what_names_a_schema_that_nobody_can_tell()
    {
        var plan = Plan("json-schema", "pass");

        Assert.Equal(nameof(ProtectResult.Unchanged), Apply(plan, [3, 0, .. new byte[16], 1]));
        Assert.Equal(nameof(FaultKind.Unframed), Apply(plan, Encoding.UTF8.GetBytes(Json)));
    }
}
