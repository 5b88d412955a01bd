using System.Buffers;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Benchmarks.Micro;

/// <summary>Two fields of an Avro record of 1 KB and fifty fields, behind the id of its schema; where paths lead to them, and at any depth.</summary>
internal static class AvroBenchmark
{
    private const int Fields = 50;
    private static readonly byte[] Text = "value number 12345"u8.ToArray();

    public static void Run()
    {
        string fields = string.Join(',', Enumerable.Range(0, Fields).Select(i => $$"""{"name":"f{{i}}","type":"string"}"""));
        var schemas = new SchemaCache(4);
        schemas.Add(new SchemaId(1, default), SchemaFactory.Make(new SchemaText("", "AVRO", $$"""{"type":"record","name":"R","fields":[{{fields}}]}""", [])));
        byte[] record = [0, 0, 0, 0, 1, .. Enumerable.Range(0, Fields).SelectMany(_ => Text.Prepend((byte)(2 * Text.Length)))];
        foreach (string path in new[] { "$.{f7,f31}", "$..{f7,f31}" })
        {
            foreach (string treatment in new[] { "{mask: {keepLast: 4}}", "{hash: {key: k}}" })
            {
                RuleSet rules = Load(path, treatment);
                using KeyRing keys = KeyRing.Ephemeral(rules.Keys);
                FieldPlan plan = rules.PlanFor(new Caller("User:reader"), "t", When.Consume, DateTimeOffset.UnixEpoch);
                var protector = new ValueProtector(keys, schemas);
                var counts = new ProtectCounts();
                var output = new ArrayBufferWriter<byte>(4096);
                Meter.Run($"{treatment} at {path}, Avro, {record.Length} B", record.Length, () =>
                {
                    output.ResetWrittenCount();
                    if (protector.Apply(plan, record, output, counts).Result != ProtectResult.Changed)
                        throw new InvalidOperationException("Nothing was changed.");
                });
            }
        }
    }

    private static RuleSet Load(string path, string treatment)
    {
        string policy = """
            schema: policy/v1
            policy: {id: benchmark, title: Avro, owner: benchmarks}
            keys: {k: {env: K}}
            classes: {some: {find: [{topics: t, path: "PATH", format: avro}]}}
            protect: [{id: P1, class: some, when: consume, do: TREATMENT}]
            """;
        (RuleSet? rules, IReadOnlyList<Problem> problems) = PolicyLoader.Load(
            [("benchmark.yaml", policy.Replace("PATH", path, StringComparison.Ordinal).Replace("TREATMENT", treatment, StringComparison.Ordinal))]);
        return rules ?? throw new InvalidOperationException(string.Join('\n', problems));
    }
}
