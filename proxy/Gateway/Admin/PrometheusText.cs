using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Compliance.Gateway.Admin;

/// <summary>
/// Writes every instrument of this process's meters in Prometheus' text format. Observable instruments are read when asked; what
/// plain counters and histograms report in between is added up here, one number (or sum and count) for each set of labels.
/// Thread-safe.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    private const string Ours = "Compliance.";
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, PrometheusFamily> _families = new(StringComparer.Ordinal);

    public PrometheusText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(Ours, StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Measured(instrument, value, labels));
        _listener.SetMeasurementEventCallback<int>((instrument, value, labels, _) => Measured(instrument, value, labels));
        _listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Measured(instrument, value, labels));
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (_gate)
        {
            foreach (var family in _families.Values)
                family.Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var key = LabelText(labels);
        lock (_gate)
        {
            if (!_families.TryGetValue(instrument.Name, out var family))
                _families[instrument.Name] = family = new PrometheusFamily(instrument);
            family.Record(key, value);
        }
    }

    private static string LabelText(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (labels.IsEmpty)
            return "";
        var text = new StringBuilder("{");
        foreach (var (name, value) in labels)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!
                .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length > 1 ? "," : "").Append(name).Append("=\"").Append(escaped).Append('"');
        }

        return text.Append('}').ToString();
    }
}
