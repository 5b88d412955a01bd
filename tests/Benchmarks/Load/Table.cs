using System.Globalization;
using Compliance.Benchmarks.HeadToHead;

namespace Compliance.Benchmarks.Load;

/// <summary>Prints medians as Markdown, a row a load, a column a relay, each beside HAProxy's where that runs too.</summary>
internal static class Table
{
    private const string Measure = "haproxy";
    private const string ToTls = "-tls";

    public static void Head(List<Relay> relays)
    {
        Row("load", [.. relays.Select(relay => $"{relay.Name}: MB/s, CPU s/GB")]);
        Row("-", [.. relays.Select(_ => "-")]);
    }

    public static void Rows(Shape shape, string work, List<Figure> figures, List<Relay> relays)
    {
        Row($"{work} {shape}", [.. relays.Select(relay =>
        {
            string measure = relay.Name.EndsWith(ToTls, StringComparison.Ordinal) ? Measure + ToTls : Measure;
            (double rate, double cpu) = Median(figures, measure);
            (double mine, double myCpu) = Median(figures, relay.Name);
            string beside = relay.Name == measure || relay.Name == "direct" || double.IsNaN(rate) ? "" : Text($" ({mine / rate:0.00}, {myCpu / cpu:0.00})");
            return Text($"{mine:0}, {myCpu:0.00}{beside}");
        })]);
    }

    public static void Rows(int rate, List<Latency> latencies, List<Relay> relays)
    {
        Row($"{rate} records/s: p50, p99, p99.9 in µs", [.. relays.Select(relay =>
        {
            List<Latency> own = [.. latencies.Where(latency => latency.Relay == relay.Name)];
            return Text($"{Of(own, one => one.P50):0}, {Of(own, one => one.P99):0}, {Of(own, one => one.P999):0}");
        })]);
        static double Of(List<Latency> own, Func<Latency, double> value) => Meter.Median([.. own.Select(value)]);
    }

    private static (double Rate, double Cpu) Median(List<Figure> figures, string relay)
    {
        Figure[] own = [.. figures.Where(figure => figure.Relay == relay)];
        return own.Length == 0 ? (double.NaN, double.NaN) : (Meter.Median([.. own.Select(figure => figure.Rate)]), Meter.Median([.. own.Select(figure => figure.CpuPerGb)]));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Row(string first, string[] cells) => Console.WriteLine($"| {first} | {string.Join(" | ", cells)} |");
}
