using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Compliance.Gateway.Telemetry.Tracing;

/// <summary>
/// Sends spans and metrics to a collector. Made only where the settings name one, so that a proxy without it loads none of it. Spans
/// wait in a bounded queue and are dropped beyond it. A header that the collector asks for (a token, say) comes from the environment
/// variable OTEL_EXPORTER_OTLP_HEADERS. Owner: the process.
/// </summary>
internal sealed class OtlpExport : IAsyncDisposable
{
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly ExportComplaints _complaints;

    public OtlpExport(TelemetryPlan plan, Instruments instruments, string version, string instance, TimeProvider time, ILogger log)
    {
        _complaints = new ExportComplaints(log, time);
        var resource = ResourceBuilder.CreateEmpty().AddService("compliance-proxy", serviceVersion: version, autoGenerateServiceInstanceId: false, serviceInstanceId: instance);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Tracer.SourceName)
            .SetSampler(new AlwaysOnSampler()).AddOtlpExporter(options =>
            {
                Aim(options, plan, "v1/traces");
                options.BatchExportProcessorOptions.MaxQueueSize = plan.MaxQueuedSpans;
                options.BatchExportProcessorOptions.MaxExportBatchSize = Math.Min(options.BatchExportProcessorOptions.MaxExportBatchSize, plan.MaxQueuedSpans);
            }).Build();

        // Another process in the same program has instruments of the same names.
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Instruments.MeterName)
            .AddView(instrument => ReferenceEquals(instrument.Meter.Scope, instruments) ? null : MetricStreamConfiguration.Drop)
            .AddOtlpExporter((options, reader) =>
            {
                Aim(options, plan, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)plan.MetricsInterval.TotalMilliseconds;
            }).Build();
    }

    /// <summary>Sends what is left, for a few seconds at most, on a thread that may wait.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Task.Run(_traces.Dispose), Task.Run(_metrics.Dispose)).ConfigureAwait(false);
        _complaints.Dispose();
    }

    private static void Aim(OtlpExporterOptions options, TelemetryPlan plan, string signal)
    {
        options.Protocol = plan.IsHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = plan.IsHttp ? new Uri($"{plan.Endpoint.AbsoluteUri.TrimEnd('/')}/{signal}") : plan.Endpoint;
    }
}
