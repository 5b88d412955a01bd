using System.Globalization;
using Compliance.Benchmarks.Micro;
using Compliance.Harness;

namespace Compliance.Benchmarks.HeadToHead;

/// <summary>
/// Kafka's perf tools through each relay in turn, round after round, on one broker: throughput and the relay's processor time. What else the
/// machine does hits all alike; the figures are medians.
/// </summary>
internal static class HeadToHeadBenchmark
{
    /// <summary>Arguments: rounds=5 records=1000000 codec=none relays=direct,haproxy,….</summary>
    public static void Run(IReadOnlyDictionary<string, string> arguments) => RunAsync(
        int.Parse(arguments.GetValueOrDefault("rounds", "5"), CultureInfo.InvariantCulture),
        int.Parse(arguments.GetValueOrDefault("records", "1000000"), CultureInfo.InvariantCulture),
        arguments.GetValueOrDefault("codec", "none"),
        arguments.GetValueOrDefault("relays", string.Join(',', Relays.Names)).Split(',')).GetAwaiter().GetResult();

    private static async Task RunAsync(int rounds, int records, string codec, string[] names)
    {
        using var folder = new TempFolder("headtohead");
        string payloads = folder.Write("payments.ndjson", string.Join('\n', Enumerable.Range(0, 2000).Select(i => System.Text.Encoding.UTF8.GetString(RecordBatches.Payment(i)))));
        TestCertificate certificate = TestCertificate.Create(folder);
        await using Broker broker = await Broker.StartAsync(certificate);
        var relays = new List<Relay>();
        try
        {
            foreach (string name in names)
                relays.Add(await Relays.StartAsync(name, broker, certificate, folder));
            foreach (string prefix in relays.Select(relay => relay.TopicPrefix).Distinct())
            {
                await broker.CreateAsync(Source(prefix));
                await PerfTools.ProduceAsync(broker.Address, Source(prefix), records, payloads, codec);
            }

            var figures = new List<Figure>();
            for (int round = 0; round <= rounds; round++)
            {
                // The first round warms the broker, the page cache and the proxies' compiler, and is not counted.
                foreach (Relay relay in round % 2 == 0 ? relays : Enumerable.Reverse(relays))
                {
                    Figure[] run = [await ProduceAsync(relay, broker, records, payloads, codec, round), await ConsumeAsync(relay, records)];
                    if (round > 0)
                        figures.AddRange(run);
                    foreach (Figure figure in run)
                        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round} {figure.Relay,-8} {figure.Work,-8} {figure.Rate,7:0.0} MB/s {figure.CpuPerGb,6:0.00} s/GB"));
                }
            }

            Print(figures, relays);
        }
        finally
        {
            foreach (Relay relay in relays)
                await relay.DisposeAsync();
        }
    }

    private static string Source(string prefix) => $"{prefix}.source";

    private static async Task<Figure> ProduceAsync(Relay relay, Broker broker, int records, string payloads, string codec, int round)
    {
        string topic = $"{relay.TopicPrefix}.{relay.Name}-{round}";
        await broker.CreateAsync(topic);
        double cpu = relay.CpuSeconds();
        double rate = await PerfTools.ProduceAsync(relay.Bootstrap, topic, records, payloads, codec);
        cpu = relay.CpuSeconds() - cpu;
        await broker.DeleteAsync(topic);
        return new Figure(relay.Name, "produce", rate, cpu / (records * 1024.0 / 1e9));
    }

    private static async Task<Figure> ConsumeAsync(Relay relay, int records)
    {
        double cpu = relay.CpuSeconds();
        double rate = await PerfTools.ConsumeAsync(relay.Bootstrap, Source(relay.TopicPrefix), records);
        return new Figure(relay.Name, "consume", rate, (relay.CpuSeconds() - cpu) / (records * 1024.0 / 1e9));
    }

    private static void Print(List<Figure> figures, List<Relay> relays)
    {
        Console.WriteLine($"\n| relay | work | MB/s | of HAProxy's | CPU s/GB | peak MB |\n|-|-|-|-|-|-|");
        foreach (string work in new[] { "produce", "consume" })
        {
            double haproxy = Rate("haproxy");
            foreach (Relay relay in relays)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {relay.Name} | {work} | {Rate(relay.Name):0} | {Rate(relay.Name) / haproxy:0.00} | {Cpu(relay.Name):0.00} | {relay.PeakBytes() / 1e6:0} |"));
            }

            double Rate(string name) => MedianOf(name, figure => figure.Rate);
            double Cpu(string name) => MedianOf(name, figure => figure.CpuPerGb);
            double MedianOf(string name, Func<Figure, double> value)
            {
                double[] values = [.. figures.Where(figure => figure.Relay == name && figure.Work == work).Select(value)];
                return values.Length == 0 ? double.NaN : Meter.Median(values);
            }
        }
    }
}
