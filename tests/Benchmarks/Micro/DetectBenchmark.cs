using System.Buffers;
using System.Text;
using Compliance.Protect;
using Compliance.Protect.Detection;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Benchmarks.Micro;

/// <summary>Detection in text: prose with now and then something to find, and the fields of an order, most of them numbers that are nothing.</summary>
internal static class DetectBenchmark
{
    public static void Run()
    {
        var detector = new TextDetector();
        foreach ((string name, string text) in new[]
        {
            ("prose", string.Concat(Enumerable.Repeat("The order was placed on Monday and the customer asked us to call back before noon, which we did. ", 10)) + "Pay with 4111 1111 1111 1111."),
            ("numbers", string.Concat(Enumerable.Repeat("""{"id":8213377,"at":"2027-01-02T10:15:00Z","amount":12.50,"sku":"A-19-77","qty":3,"ref":"123e4567-e89b-12d3-a456-426614174000"}""", 8))),
            ("much to find", string.Concat(Enumerable.Repeat("ada@shop.example 4111111111111111 GB82WEST12345698765432 192.168.12.34; ", 14))),
        })
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            int found = 0;
            Meter.Run($"detect: {name}, {bytes.Length} bytes", bytes.Length, () => found += detector.Find(bytes).Length);
            if (found < 0)
                throw new InvalidOperationException("Nothing was counted.");
        }

        Values("a class found by detect: pan", "classes: {card: {find: [{topics: t, detect: pan}]}}\nprotect: [{id: P1, class: card, when: produce, do: pan}]");
        Values("undeclared data observed, all detectors", "defaults: {undeclaredPii: {do: observe, topics: t}}");
        Values("undeclared data masked, all detectors", "defaults: {undeclaredPii: {do: mask, topics: t}}");
    }

    /// <summary>JSON records of 1 KB with a card number and an address in them, every text of which is looked into.</summary>
    private static void Values(string name, string rules)
    {
        (RuleSet? set, IReadOnlyList<Problem> problems) = PolicyLoader.Load([("benchmark.yaml", $"schema: policy/v1\npolicy: {{id: benchmark, title: Detection, owner: benchmarks}}\n{rules}\n")]);
        FieldPlan plan = (set ?? throw new InvalidOperationException(string.Join('\n', problems))).PlanFor(new Caller("User:writer"), "t", When.Produce, DateTimeOffset.UnixEpoch);
        var protector = new ValueProtector(KeyRing.Empty);
        var counts = new ProtectCounts();
        var output = new ArrayBufferWriter<byte>(4096);
        byte[][] payments = [.. Enumerable.Range(0, 64).Select(RecordBatches.Payment)];
        int next = 0;
        Meter.Run($"  JSON of 1 KB, {name}", 1024, () =>
        {
            output.ResetWrittenCount();
            protector.Apply(plan, payments[next++ % payments.Length], output, counts);
        });
    }
}
