using System.Globalization;
using Compliance.Benchmarks.HeadToHead;
using Compliance.Harness;

namespace Compliance.Benchmarks.Load;

/// <summary>
/// The benchmark table: each shape of load through each relay in turn, round after round, the order turned about each time, on one broker;
/// then latency at fixed rates. What else the machine does hits all alike; figures are medians.
/// </summary>
internal static class MatrixBenchmark
{
    /// <summary>A pause of the broker is in one round's tail or not: only a median over many rounds says what a relay adds.</summary>
    private const int LatencyRounds = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Arguments, each with all of it as its default: rounds=3 seconds=2 relays=direct,haproxy,proxy bytes=100,1024,102400
    /// connections=1,64 tls=no,yes topics=1,100 works=produce,consume rates=5000,50000 (rates=0: no latencies).
    /// </summary>
    public static void Run(IReadOnlyDictionary<string, string> arguments)
    {
        int[] Numbers(string name, string all) => [.. Words(name, all).Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
        string[] Words(string name, string all) => arguments.GetValueOrDefault(name, all).Split(',');
        var shapes = from tls in Words("tls", "no,yes")
                     from topics in Numbers("topics", "1,100")
                     from connections in Numbers("connections", "1,64")
                     from bytes in Numbers("bytes", "100,1024,102400")
                     select new Shape(bytes, connections, tls == "yes", topics);
        RunAsync(
            [.. shapes], Words("relays", "direct,haproxy,proxy"), Words("works", "produce,consume"), Numbers("rates", "5000,50000"),
            int.Parse(arguments.GetValueOrDefault("rounds", "3"), CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(double.Parse(arguments.GetValueOrDefault("seconds", "2"), CultureInfo.InvariantCulture))).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(Shape[] shapes, string[] names, string[] works, int[] rates, int rounds, TimeSpan window)
    {
        using var folder = new TempFolder("matrix");
        TestCertificate certificate = TestCertificate.Create(folder);
        await using Broker broker = await Broker.StartAsync(certificate);
        using var topics = new LoadTopics(broker.Address);
        var relays = new List<Relay>();
        try
        {
            foreach (string name in names)
                relays.Add(await Relays.StartAsync(name, broker, certificate, folder));
            await WarmAsync(relays, topics);
            Table.Head(relays);
            foreach (Shape shape in shapes)
            {
                foreach (string work in works)
                    Table.Rows(shape, work, await MeasureAsync(relays, topics, shape, work, rounds, window), relays);
            }

            foreach (int rate in rates.Where(rate => rate > 0))
                Table.Rows(rate, await MeasureAsync(relays, topics, rate, LatencyRounds * rounds, window), relays);
            foreach (Relay relay in relays)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{relay.Name}: peak {relay.PeakBytes() / 1e6:0} MB"));
        }
        finally
        {
            foreach (Relay relay in relays)
                await relay.DisposeAsync();
        }
    }

    /// <summary>
    /// Broker and proxies compile what they run often, some 20 s long under load, a third of a proxy's processor time in the first half minute:
    /// all relays at once, and long enough that none of it falls into a figure.
    /// </summary>
    private static async Task WarmAsync(List<Relay> relays, LoadTopics topics)
    {
        foreach (Shape shape in new[] { new Shape(1024, 4, false, 1), new Shape(1024, 4, true, 8) })
        {
            foreach (string work in new[] { "produce", "consume" })
            {
                Dictionary<string, byte[][]> frames = await FramesAsync(relays, topics, shape, work);
                await Task.WhenAll(relays.Select(relay => Task.Run(() => Measure(relay, shape, work, frames[relay.TopicPrefix], WarmUp))));
                await topics.DeleteAsync();
            }
        }
    }

    private static async Task<List<Figure>> MeasureAsync(List<Relay> relays, LoadTopics topics, Shape shape, string work, int rounds, TimeSpan window)
    {
        Dictionary<string, byte[][]> frames = await FramesAsync(relays, topics, shape, work);
        var figures = new List<Figure>();
        for (int round = 0; round < rounds; round++)
        {
            foreach (Relay relay in round % 2 == 0 ? relays : Enumerable.Reverse(relays))
                figures.Add(Measure(relay, shape, work, frames[relay.TopicPrefix], window));
        }

        await topics.DeleteAsync();
        return figures;
    }

    /// <summary>The requests for each prefix of topics, which are made.</summary>
    private static async Task<Dictionary<string, byte[][]>> FramesAsync(List<Relay> relays, LoadTopics topics, Shape shape, string work)
    {
        var frames = new Dictionary<string, byte[][]>();
        foreach (string prefix in relays.Select(relay => relay.TopicPrefix).Distinct())
            frames[prefix] = work == "produce" ? await topics.EmptyAsync(shape, prefix) : await topics.FilledAsync(shape, prefix);
        return frames;
    }

    private static Figure Measure(Relay relay, Shape shape, string work, byte[][] frames, TimeSpan window) =>
        work == "produce" ? ThroughputLoad.Produce(relay, shape, frames, window) : ThroughputLoad.Consume(relay, shape, frames, window);

    private static async Task<List<Latency>> MeasureAsync(List<Relay> relays, LoadTopics topics, int rate, int rounds, TimeSpan window)
    {
        var shape = new Shape(1024, 5, false, 1);
        foreach (string prefix in relays.Select(relay => relay.TopicPrefix).Distinct())
            await topics.EmptyAsync(shape, prefix);
        var latencies = new List<Latency>();
        for (int round = 0; round <= rounds; round++)
        {
            foreach (Relay relay in round % 2 == 0 ? relays : Enumerable.Reverse(relays))
            {
                Latency latency = LatencyLoad.Run(relay, Frames.Topic(topics.Name(relay.TopicPrefix), 0), rate, window);
                if (round > 0)
                    latencies.Add(latency);
            }
        }

        await topics.DeleteAsync();
        return latencies;
    }
}
