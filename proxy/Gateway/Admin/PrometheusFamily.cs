using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Compliance.Gateway.Admin;

/// <summary>One instrument's values, by label set. Owner: <see cref="PrometheusText"/>, under its lock.</summary>
internal sealed class PrometheusFamily
{
    private readonly string _name;
    private readonly string _type;
    private readonly string _help;
    private readonly bool _adds;
    private readonly SortedDictionary<string, (double Sum, long Count)> _values = new(StringComparer.Ordinal);

    public PrometheusFamily(Instrument instrument)
    {
        (_type, _adds) = KindOf<long>(instrument) ?? KindOf<int>(instrument) ?? KindOf<double>(instrument) ?? ("untyped", false);
        _name = instrument.Name.Replace('.', '_').Replace('-', '_');
        if (_type == "counter" && !_name.EndsWith("_total", StringComparison.Ordinal))
            _name += "_total";
        _help = instrument.Description ?? "";
    }

    public void Record(string labels, double value)
    {
        var before = _values.GetValueOrDefault(labels);
        _values[labels] = _adds ? (before.Sum + value, before.Count + 1) : (value, 1);
    }

    public void Write(StringBuilder text)
    {
        text.Append("# HELP ").Append(_name).Append(' ').Append(_help).Append('\n');
        text.Append("# TYPE ").Append(_name).Append(' ').Append(_type).Append('\n');
        foreach (var (labels, (sum, count)) in _values)
        {
            Line(text, _type == "summary" ? "_sum" : "", labels, sum);
            if (_type == "summary")
                Line(text, "_count", labels, count);
        }
    }

    private void Line(StringBuilder text, string suffix, string labels, double value) =>
        text.Append(_name).Append(suffix).Append(labels).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');

    private static (string Type, bool Adds)? KindOf<T>(Instrument instrument)
        where T : struct => instrument switch
        {
            Counter<T> => ("counter", true),
            ObservableCounter<T> => ("counter", false),
            UpDownCounter<T> => ("gauge", true),
            ObservableUpDownCounter<T> or ObservableGauge<T> or Gauge<T> => ("gauge", false),
            Histogram<T> => ("summary", true),
            _ => null,
        };
}
