namespace Compliance.Gateway.Telemetry;

/// <summary>
/// One metric with all its series. <paramref name="Name"/> is OpenTelemetry's, with dots; the name on the page follows from it, the unit
/// and the type, in the way that OpenTelemetry's collectors translate it, so that a series is called the same by whichever road it comes.
/// </summary>
internal sealed record Family(string Name, FamilyType Type, string? Unit, string Help)
{
    /// <summary>Of a counter or gauge.</summary>
    public Func<IEnumerable<Sample>> Samples { get; init; } = static () => [];

    /// <summary>Of a histogram.</summary>
    public Func<IEnumerable<HistogramSample>> Histograms { get; init; } = static () => [];

    /// <summary>Bounds of a histogram's buckets in seconds, ascending, without the last, infinite one.</summary>
    public double[] Bounds { get; init; } = [];

    /// <summary>Prometheus' word for the unit; null: a number of something.</summary>
    public string? UnitWord => Unit switch
    {
        "By" => "bytes",
        "s" => "seconds",
        _ => null,
    };

    /// <summary>Without a counter's <c>_total</c>.</summary>
    public string PageName
    {
        get
        {
            var name = Name.Replace('.', '_');
            return UnitWord is { } unit && !name.EndsWith("_" + unit, StringComparison.Ordinal) ? $"{name}_{unit}" : name;
        }
    }
}
