using System.Buffers;
using System.Globalization;
using System.Text;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Benchmarks.Micro;

/// <summary>Masking two fields of a record of 1 KB in the formats beside plain JSON.</summary>
internal static class FormatBenchmark
{
    public static void Run()
    {
        var schemas = new SchemaCache(16);
        schemas.Add(new SchemaId(1, Guid.Empty), SchemaFactory.Make(new SchemaText("", "PROTOBUF", """
            syntax = "proto3";
            message Payment { string id = 1; Card card = 2; string email = 3; int64 amount = 4; repeated Line lines = 5; map<string, string> labels = 6; }
            message Card { string number = 1; string holder = 2; int32 year = 3; }
            message Line { string article = 1; int32 count = 2; double price = 3; }
            """, [])));
        byte[] protobuf = Protobuf();
        Measure("Protobuf, two fields by their paths", "protobuf", ["card.number", "email"], protobuf);
        Measure("  by '..', so that every message is walked", "protobuf", ["$..number", "$..email"], protobuf);
        Measure("CSV, ten lines with their names", "csv", ["number", "email"], Csv());
        Measure("text", "text", ["$"], "4111111111111111"u8.ToArray());

        void Measure(string name, string format, string[] paths, byte[] value)
        {
            FieldPlan plan = Plan(format, paths);
            var protector = new ValueProtector(KeyRing.Empty, schemas);
            var output = new ArrayBufferWriter<byte>(4096);
            var counts = new ProtectCounts();
            Meter.Run($"{name}, {value.Length} B", value.Length, () =>
            {
                output.ResetWrittenCount();
                if (protector.Apply(plan, value, output, counts).Result != ProtectResult.Changed)
                    throw new InvalidOperationException("Nothing was masked.");
            });
        }
    }

    private static FieldPlan Plan(string format, string[] paths)
    {
        string finds = string.Join(", ", paths.Select(path => $"{{topics: t, format: {format}, path: \"{path}\"}}"));
        (RuleSet? rules, IReadOnlyList<Problem> problems) = PolicyLoader.Load([("benchmark.yaml", $$$"""
            schema: policy/v1
            policy: {id: benchmark, title: Formats, owner: benchmarks}
            classes: {card: {find: [{{{finds}}}]}}
            protect: [{id: P1, class: card, when: consume, do: {mask: {keepLast: 4}} }]
            """)]);
        return (rules ?? throw new InvalidOperationException(string.Join('\n', problems))).PlanFor(new Caller("User:reader"), "t", When.Consume, DateTimeOffset.UnixEpoch);
    }

    /// <summary>A payment with its lines, behind the frame; written by hand, since two libraries of Protobuf would not stand beside each other.</summary>
    private static byte[] Protobuf()
    {
        var message = new List<byte>([0, 0, 0, 0, 1, 0]);
        Text(message, 1, "payment-0001");
        Nested(message, 2, card => { Text(card, 1, "4111111111111111"); Text(card, 2, "Ada Lovelace"); card.AddRange([0x18, 0xEA, 0x0F]); });
        Text(message, 3, "ada@shop.example");
        message.AddRange([0x20, 0xB9, 0x60]);
        for (int i = 0; message.Count < 980; i++)
        {
            Nested(message, 5, line => { Text(line, 1, string.Create(CultureInfo.InvariantCulture, $"article number {i}")); line.AddRange([0x10, 3, 0x19, 0, 0, 0, 0, 0, 0, 0x28, 0x40]); });
            Nested(message, 6, entry => { Text(entry, 1, string.Create(CultureInfo.InvariantCulture, $"label{i}")); Text(entry, 2, "a value"); });
        }

        return [.. message];
    }

    private static void Nested(List<byte> to, int number, Action<List<byte>> write)
    {
        var inner = new List<byte>();
        write(inner);
        to.AddRange([(byte)((number << 3) | 2), (byte)inner.Count, .. inner]);
    }

    private static void Text(List<byte> to, int number, string text) => to.AddRange([(byte)((number << 3) | 2), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)]);

    private static byte[] Csv()
    {
        var text = new StringBuilder("id,number,holder,email,amount,note\n");
        for (int i = 0; i < 10; i++)
            text.Append(CultureInfo.InvariantCulture, $"payment-{i:0000},4111111111111111,\"Lovelace, Ada\",ada@shop.example,{i}.50,a note of some length\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
