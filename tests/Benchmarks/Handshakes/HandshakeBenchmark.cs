using System.Globalization;
using System.Security.Authentication;
using Compliance.Benchmarks.HeadToHead;
using Compliance.Harness;

namespace Compliance.Benchmarks.Handshakes;

/// <summary>New TLS connections through each relay in turn, round after round, the order turned about each time, on one broker; figures are medians.</summary>
internal static class HandshakeBenchmark
{
    /// <summary>Arguments: rounds=5 connections=2000 threads=8 relays=haproxy,proxy versions=1.2,1.3 resumed=no,yes.</summary>
    public static void Run(IReadOnlyDictionary<string, string> arguments)
    {
        int Number(string name, string usual) => int.Parse(arguments.GetValueOrDefault(name, usual), CultureInfo.InvariantCulture);
        string[] Words(string name, string usual) => arguments.GetValueOrDefault(name, usual).Split(',');
        RunAsync(Words("relays", "haproxy,proxy"), Words("versions", "1.2,1.3"), Words("resumed", "no,yes"), Number("rounds", "5"), Number("connections", "2000"), Number("threads", "8")).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(string[] names, string[] versions, string[] resumptions, int rounds, int connections, int threads)
    {
        using var folder = new TempFolder("handshakes");
        TestCertificate certificate = TestCertificate.Create(folder);
        await using Broker broker = await Broker.StartAsync(certificate);
        var relays = new List<Relay>();
        try
        {
            foreach (string name in names)
                relays.Add(await Relays.StartAsync(name, broker, certificate, folder));
            Console.WriteLine($"| {connections} connections | {string.Join(" | ", names.Select(name => $"{name}: connections/s, CPU ms each, resumed"))} |\n|-|{string.Concat(names.Select(_ => "-|"))}");
            foreach (string version in versions)
            {
                foreach (string resumption in resumptions)
                    Print($"TLS {version}, {(resumption == "yes" ? "resumed" : "new")}", Measure(relays, version, resumption == "yes", rounds, connections, threads), names);
            }
        }
        finally
        {
            foreach (Relay relay in relays)
                await relay.DisposeAsync();
        }
    }

    private static List<ArrivalFigure> Measure(List<Relay> relays, string version, bool resumes, int rounds, int connections, int threads)
    {
        SslProtocols protocol = version switch
        {
            "1.2" => SslProtocols.Tls12,
            "1.3" => SslProtocols.Tls13,
            _ => throw new ArgumentException($"versions={version}: name 1.2, 1.3 or both."),
        };
        var figures = new List<ArrivalFigure>();
        for (int round = 0; round <= rounds; round++)
        {
            foreach (Relay relay in round % 2 == 0 ? relays : Enumerable.Reverse(relays))
            {
                ArrivalFigure figure = Arrivals.Run(relay, protocol, resumes, connections, threads);

                // The first round warms the compilers.
                if (round > 0)
                    figures.Add(figure);
            }
        }

        return figures;
    }

    private static void Print(string load, List<ArrivalFigure> figures, string[] names) =>
        Console.WriteLine($"| {load} | {string.Join(" | ", names.Select(name => Cell([.. figures.Where(figure => figure.Relay == name)])))} |");

    private static string Cell(ArrivalFigure[] own) => string.Create(CultureInfo.InvariantCulture,
        $"{Meter.Median(own.Select(figure => figure.Rate)):0}, {Meter.Median(own.Select(figure => figure.CpuMillis)):0.00}, {Meter.Median(own.Select(figure => figure.Resumed)):0.00}");
}
