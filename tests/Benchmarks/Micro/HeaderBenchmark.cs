using System.Buffers;
using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Kafka.Records;
using Compliance.Protect;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Benchmarks.Micro;

/// <summary>
/// What headers cost a record: batches of 64 records of 1 KB, five headers each, as they are written, through the guard: unpacked, looked into, packed
/// again. The first line has nothing to do with headers; what the others take more is theirs.
/// </summary>
internal static class HeaderBenchmark
{
    private const int Records = 64;

    private static readonly (string Name, string Value)[] Headers =
    [
        ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), ("content-type", "application/json"), ("x-tenant", "shop-eu"),
        ("x-user-mail", "ada@shop.example"), ("x-request", "5b3ea9a6-1f0f-4d0e-9a53-0d7c3f9f2c11"),
    ];

    public static void Run()
    {
        Measure("a field of the value masked, no rule about headers", "", "");
        Measure("  and one header by its name", "", ", {topics: t, in: \"header:x-user-mail\"}");
        Measure("  and headers by a pattern, of which there is one", "", ", {topics: t, in: \"header:x-user-*\"}");
        Measure("  and undeclared data observed in all headers", "defaults: {undeclaredPii: {do: observe, in: headers, topics: t}}\n", "");
        Measure("  and undeclared data masked in all headers", "defaults: {undeclaredPii: {do: mask, in: headers, topics: t}}\n", "");
    }

    private static void Measure(string name, string defaults, string find)
    {
        (RuleSet? rules, IReadOnlyList<Problem> problems) = PolicyLoader.Load([("benchmark.yaml", $$$$"""
            schema: policy/v1
            policy: {id: benchmark, title: Headers, owner: benchmarks}
            {{{{defaults}}}}classes: {card: {find: [{topics: t, path: $.card}{{{{find}}}}]}}
            protect: [{id: P1, class: card, when: produce, do: {mask: {keepLast: 4}}}]
            """)]);
        FieldPlan plan = (rules ?? throw new InvalidOperationException(string.Join('\n', problems))).PlanFor(new Caller("User:writer"), "t", When.Produce, DateTimeOffset.UnixEpoch);
        byte[] batch = BatchTemplate.Encode(CompressionType.None, [.. Enumerable.Range(0, Records).Select(RecordBatches.Payment)], Headers);
        var guard = new RecordGuard(KeyRing.Empty, RecordLimits.Default);
        var counts = new ProtectCounts();
        var output = new ArrayBufferWriter<byte>(2 * batch.Length);
        Meter.Run($"64 records with five headers: {name}", batch.Length, () =>
        {
            output.ResetWrittenCount();
            if (guard.Apply(plan, When.Produce, batch, output, counts) != GuardResult.Changed)
                throw new InvalidOperationException("Nothing was changed.");
        });
    }
}
