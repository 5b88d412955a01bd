using Compliance.AuditSink.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink;

/// <summary>Gives the sink the life of its process: signals, and the time to finish.</summary>
internal sealed class SinkService(SinkSettings settings, ILoggerFactory logging, TimeProvider time) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new SinkProcess(settings, logging, time).RunAsync(stoppingToken);
}
