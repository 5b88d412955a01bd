using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Telemetry.Tracing;
using Compliance.Kafka.Schema;

namespace Compliance.Benchmarks.Micro;

/// <summary>What counting a request costs: by itself, with a collector's histograms enabled, and the decision not to trace it.</summary>
internal static class MetricsBenchmark
{
    public static void Run()
    {
        using var instruments = new Instruments();
        var route = new GatewayMetrics(instruments, TimeProvider.System).Route("r");
        ApiRow api = ApiTable.Find(1)!;
        Meter.Run("count a request: received, and both latencies", 0, () => Count(route, api));
        using (var listener = new System.Diagnostics.Metrics.MeterListener())
        {
            listener.InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Scope == instruments)
                    listening.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
            listener.Start();
            Meter.Run("the same while somebody listens to the meter", 0, () => Count(route, api));
        }

        using var tracer = new Tracer(1e-12, TimeProvider.System);
        Meter.Run("decide not to trace a request", 0, () => tracer.Samples());
        Meter.Run("a timestamp (two for each turn of a loop, however many requests are in it)", 0, () => TimeProvider.System.GetTimestamp());
    }

    private static void Count(RouteMetrics route, ApiRow api)
    {
        route.Of(api).Received();
        route.Of(api).Answered(1_500_000, 40_000);
    }
}
