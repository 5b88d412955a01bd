using System.Globalization;
using System.Text;

namespace Compliance.Gateway.Telemetry.Exposition;

/// <summary>
/// The metrics page. Grammar of a family, Prometheus 0.0.4: <c># HELP name text # TYPE name type {name {labels} value}</c>, a counter's
/// name with <c>_total</c> throughout; OpenMetrics 1.0: <c># TYPE # UNIT # HELP</c> with the bare name, <c>_total</c> on its samples, and
/// <c># EOF</c> at the end of the page. A family without a series is left out.
/// </summary>
internal sealed class PageWriter(PageFormat format)
{
    private readonly StringBuilder _text = new();

    public static string Write(IEnumerable<Family> families, PageFormat format)
    {
        var writer = new PageWriter(format);
        foreach (var family in families)
            writer.Family(family);
        if (format == PageFormat.OpenMetrics)
            writer._text.Append("# EOF\n");
        return writer._text.ToString();
    }

    private void Family(Family family)
    {
        if (family.Type == FamilyType.Histogram)
        {
            var histograms = family.Histograms().ToList();
            if (histograms.Count > 0)
                Head(family);
            foreach (var sample in histograms)
                Histogram(family, sample);
            return;
        }

        var samples = family.Samples().ToList();
        if (samples.Count > 0)
            Head(family);
        var suffix = family.Type == FamilyType.Counter ? "_total" : "";
        foreach (var sample in samples)
            Line(family.PageName + suffix, sample.Labels.Text, sample.Value);
    }

    private void Head(Family family)
    {
        var isCounter = family.Type == FamilyType.Counter;
        var name = family.PageName + (isCounter && format == PageFormat.Prometheus ? "_total" : "");
        var type = family.Type.ToString().ToLowerInvariant();
        if (format == PageFormat.OpenMetrics)
        {
            _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
            if (family.UnitWord is { } unit)
                _text.Append("# UNIT ").Append(name).Append(' ').Append(unit).Append('\n');
            _text.Append("# HELP ").Append(name).Append(' ').Append(family.Help).Append('\n');
            return;
        }

        _text.Append("# HELP ").Append(name).Append(' ').Append(family.Help).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    private void Histogram(Family family, HistogramSample sample)
    {
        var (name, labels, sum) = (family.PageName, sample.Labels.Text, 0L);
        for (var i = 0; i < sample.Counts.Length; i++)
        {
            sum += sample.Counts[i];
            var bound = i < family.Bounds.Length ? Bound(family.Bounds[i]) : "+Inf";
            Line(name + "_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", sum);
        }

        Line(name + "_sum", labels, sample.Sum);
        Line(name + "_count", labels, sum);
    }

    private void Line(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
            _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>OpenMetrics writes every bound as a float, so that a series is called the same by all who write it.</summary>
    private string Bound(double bound)
    {
        var text = Number(bound);
        return format == PageFormat.OpenMetrics && !text.AsSpan().ContainsAny('.', 'e') ? text + ".0" : text;
    }

    private static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
}
