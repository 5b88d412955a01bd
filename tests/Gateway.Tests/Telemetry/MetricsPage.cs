using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>
/// Reads a metrics page strictly, and fails on whatever a scraper could stumble over: order of a family's lines, names, units, suffixes,
/// escapes, a series told twice, buckets that do not grow, a count that is not the last bucket, a missing end.
/// </summary>
internal sealed partial class MetricsPage
{
    private MetricsPage(List<PageFamily> families) => Families = families;

    public IReadOnlyList<PageFamily> Families { get; }

    public IEnumerable<PageSample> Samples => Families.SelectMany(family => family.Samples);

    public double Value(string name, params (string Label, string Value)[] labels) =>
        Assert.Single(Samples, sample => sample.Name == name && labels.All(label => sample[label.Label] == label.Value)).Value;

    public double Sum(string name, params (string Label, string Value)[] labels) =>
        Samples.Where(sample => sample.Name == name && labels.All(label => sample[label.Label] == label.Value)).Sum(sample => sample.Value);

    public static MetricsPage Parse(string text, bool openMetrics)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        var lines = text[..^1].Split('\n');
        Assert.Equal(openMetrics, lines[^1] == "# EOF");
        var families = new List<PageFamily>();
        for (var at = 0; at < lines.Length - (openMetrics ? 1 : 0);)
        {
            var family = Head(lines, ref at, openMetrics);
            Assert.DoesNotContain(families, other => other.Name == family.Name);
            families.Add(family);
            while (at < lines.Length && !lines[at].StartsWith('#'))
                family.Samples.Add(Sample(lines[at++]));
            Check(family, openMetrics);
        }

        return new MetricsPage(families);
    }

    private static PageFamily Head(string[] lines, ref int at, bool openMetrics)
    {
        var (first, second) = openMetrics ? ("TYPE", "HELP") : ("HELP", "TYPE");
        var name = Meta(lines[at], first, out var one);
        at++;
        string? unit = null;
        if (openMetrics && lines[at].StartsWith("# UNIT ", StringComparison.Ordinal))
            Assert.Equal(name, Meta(lines[at++], "UNIT", out unit));
        Assert.Equal(name, Meta(lines[at++], second, out var two));
        var (type, help) = openMetrics ? (one, two) : (two, one);
        Assert.Contains(type, new[] { "counter", "gauge", "histogram" });
        Assert.Matches("^[A-Z0-9].{9,}", help);
        Assert.Matches(FamilyName(), name);
        if (unit is not null)
            Assert.EndsWith("_" + unit, name, StringComparison.Ordinal);
        return new PageFamily(name, type, unit, help);
    }

    private static string Meta(string line, string kind, out string rest)
    {
        var parts = line.Split(' ', 4);
        Assert.True(parts.Length == 4 && parts[0] == "#" && parts[1] == kind, $"expected # {kind}: {line}");
        rest = parts[3];
        return parts[2];
    }

    private static PageSample Sample(string line)
    {
        var match = SampleLine().Match(line);
        Assert.True(match.Success, $"no sample: {line}");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in Label().Matches(match.Groups["labels"].Value))
            Assert.True(labels.TryAdd(label.Groups[1].Value, Unescape(label.Groups[2].Value)), $"a label twice: {line}");
        var number = match.Groups["value"].Value;
        return new PageSample(match.Groups["name"].Value, labels, number == "+Inf" ? double.PositiveInfinity : double.Parse(number, CultureInfo.InvariantCulture));
    }

    private static void Check(PageFamily family, bool openMetrics)
    {
        Assert.NotEmpty(family.Samples);
        string[] suffixes = family.Type switch
        {
            "counter" => openMetrics ? ["_total"] : [""],
            "histogram" => ["_bucket", "_sum", "_count"],
            _ => [""],
        };
        Assert.All(family.Samples, sample => Assert.Contains(sample.Name, suffixes.Select(suffix => family.Name + suffix)));
        Assert.Equal(family.Type == "counter" && !openMetrics, family.Name.EndsWith("_total", StringComparison.Ordinal));
        Assert.All(family.Samples.Where(_ => family.Type != "gauge"), sample => Assert.True(sample.Value >= 0, $"{sample.Name} is {sample.Value}"));
        var series = family.Samples.Select(sample => sample.Name + string.Join(',', sample.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))).ToList();
        Assert.Equal(series.Count, series.Distinct(StringComparer.Ordinal).Count());
        if (family.Type == "histogram")
            CheckBuckets(family);
    }

    private static void CheckBuckets(PageFamily family)
    {
        foreach (var group in family.Samples.GroupBy(sample => string.Join(',', sample.Labels.Where(label => label.Key != "le").OrderBy(label => label.Key, StringComparer.Ordinal))))
        {
            var buckets = group.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToList();
            var bounds = buckets.ConvertAll(bucket => bucket["le"] == "+Inf" ? double.PositiveInfinity : double.Parse(bucket["le"]!, CultureInfo.InvariantCulture));
            Assert.Equal(bounds.Order(), bounds);
            Assert.Equal(double.PositiveInfinity, bounds[^1]);
            Assert.Equal(buckets.Select(bucket => bucket.Value).Order(), buckets.Select(bucket => bucket.Value));
            Assert.Equal(buckets[^1].Value, Assert.Single(group, sample => sample.Name.EndsWith("_count", StringComparison.Ordinal)).Value);
            Assert.Single(group, sample => sample.Name.EndsWith("_sum", StringComparison.Ordinal));
        }
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
            plain.Append(text[i] != '\\' ? text[i] : text[++i] == 'n' ? '\n' : text[i]);
        return plain.ToString();
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex FamilyName();

    [GeneratedRegex("""^(?<name>[a-z][a-z0-9_]*)(?:\{(?<labels>[a-z_]\w*="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z_]\w*="(?:[^"\\\n]|\\[\\"n])*")*)\})? (?<value>\+Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""([a-z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)""")]
    private static partial Regex Label();
}
