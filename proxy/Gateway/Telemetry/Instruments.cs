using System.Diagnostics.Metrics;

namespace Compliance.Gateway.Telemetry;

/// <summary>
/// The instruments of one process, each declared once and read by two: the metrics page straight, and whoever listens to the meter
/// <c>Compliance.Gateway</c> (the OTLP export) through observable instruments. The data path adds to numbers of its own and knows
/// nothing of this. Histograms have no observable form, so their cells record into the meter's one too, while somebody listens.
/// Owner: the process. Thread-safe.
/// </summary>
internal sealed class Instruments : IDisposable
{
    public const string MeterName = "Compliance.Gateway";
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);

    public Instruments() => Meter = new Meter(new MeterOptions(MeterName) { Scope = this });

    /// <summary>Its scope is this object: a listener can tell the instruments of one process from another's in the same program.</summary>
    public Meter Meter { get; }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<Family> Families
    {
        get
        {
            lock (_gate)
                return [.. _families.Values];
        }
    }

    public void Counter(string name, string? unit, string help, Func<double> read) => Counter(name, unit, help, () => [new(read(), Labels.None)]);

    public void Counter(string name, string? unit, string help, Func<IEnumerable<Sample>> read)
    {
        Add(new Family(name, FamilyType.Counter, unit, help) { Samples = read });
        Meter.CreateObservableCounter(name, () => read().Select(Measured), unit, help);
    }

    public void Gauge(string name, string? unit, string help, Func<double> read) => Gauge(name, unit, help, () => [new(read(), Labels.None)]);

    public void Gauge(string name, string? unit, string help, Func<IEnumerable<Sample>> read)
    {
        Add(new Family(name, FamilyType.Gauge, unit, help) { Samples = read });
        Meter.CreateObservableGauge(name, () => read().Select(Measured), unit, help);
    }

    /// <summary>In seconds. The cells that <paramref name="read"/> reads record into what this returns, while it is enabled.</summary>
    public Histogram<double> Histogram(string name, string help, double[] bounds, Func<IEnumerable<HistogramSample>> read)
    {
        Add(new Family(name, FamilyType.Histogram, "s", help) { Histograms = read, Bounds = bounds });
        return Meter.CreateHistogram(name, "s", help, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
    }

    public void Dispose() => Meter.Dispose();

    private static Measurement<double> Measured(Sample sample) => new(sample.Value, sample.Labels.Pairs);

    private void Add(Family family)
    {
        lock (_gate)
            _families.Add(family.PageName, family);
    }
}
