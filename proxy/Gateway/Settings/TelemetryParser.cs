using System.Globalization;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>telemetry</c>.</summary>
internal static class TelemetryParser
{
    private const string Grpc = "grpc";
    private const string Http = "http/protobuf";

    /// <summary>Null: nothing is sent anywhere.</summary>
    public static TelemetryPlan? Parse(MapReader root)
    {
        if (root.Find("telemetry") is not { } node || MapReader.Open(node, SettingsVocabulary.Telemetry, root.Problems) is not { } map)
            return null;
        if (map.Required("otlp") is not { } inner || MapReader.Open(inner, SettingsVocabulary.Otlp, root.Problems) is not { } otlp)
            return null;
        var protocol = otlp.OptionalText("protocol");
        if (protocol is { Value: not (Grpc or Http) } other)
            otlp.Problems.Error(other.Place, $"'protocol' is {Grpc} or {Http}.");
        var defaults = new TelemetryPlan(new Uri("http://localhost"));
        var plan = defaults with
        {
            IsHttp = protocol?.Value == Http,
            Sampling = Sampling(map, defaults.Sampling),
            MetricsInterval = otlp.Duration("metricsInterval", defaults.MetricsInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            MaxQueuedSpans = otlp.Int("maxQueuedSpans", defaults.MaxQueuedSpans, 16, 1 << 20),
        };
        return Endpoint(otlp) is { } endpoint ? plan with { Endpoint = endpoint } : null;
    }

    private static Uri? Endpoint(MapReader otlp)
    {
        if (otlp.RequiredText("endpoint") is not { } text)
            return null;
        if (Uri.TryCreate(text.Value, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" && endpoint is { UserInfo: "", Query: "" })
            return endpoint;
        otlp.Problems.Error(text.Place, "'endpoint' is the collector's address, such as http://collector.example:4317 (4318 for http/protobuf), without a user and without a path of the signal.");
        return null;
    }

    private static double Sampling(MapReader map, double fallback)
    {
        if (map.OptionalText("sampling") is not { } text)
            return fallback;
        if (double.TryParse(text.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1)
            return ratio;
        map.Problems.Error(text.Place, "'sampling' is the share of the requests that are traced, from 0 to 1, such as 0.01.");
        return fallback;
    }
}
