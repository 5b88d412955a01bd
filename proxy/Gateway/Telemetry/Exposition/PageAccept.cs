using System.Net.Http.Headers;

namespace Compliance.Gateway.Telemetry.Exposition;

/// <summary>Which format a request for the metrics page asks for by its Accept header (RFC 9110, section 12.5.1).</summary>
internal static class PageAccept
{
    public const string PrometheusType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>OpenMetrics where it is named, in a version that is written here, and not liked less than plain text.</summary>
    public static PageFormat Choose(string? accept)
    {
        if (accept is null)
            return PageFormat.Prometheus;
        double openMetrics = 0, plain = 0;
        foreach (var part in accept.Split(','))
        {
            if (!MediaTypeWithQualityHeaderValue.TryParse(part, out var media))
                continue;
            var version = media.Parameters.FirstOrDefault(parameter => parameter.Name == "version")?.Value?.Trim('"');
            if (media.MediaType == "application/openmetrics-text" && version is null or "1.0.0" or "0.0.1")
                openMetrics = Math.Max(openMetrics, media.Quality ?? 1);
            else if (media.MediaType is "text/plain" or "text/*" or "*/*")
                plain = Math.Max(plain, media.Quality ?? 1);
        }

        return openMetrics > 0 && openMetrics >= plain ? PageFormat.OpenMetrics : PageFormat.Prometheus;
    }

    public static string TypeOf(PageFormat format) => format == PageFormat.OpenMetrics ? OpenMetricsType : PrometheusType;
}
