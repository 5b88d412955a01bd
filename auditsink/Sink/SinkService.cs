using Compliance.AuditSink.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink;

/// <summary>Gives the sink the life of its process: signals, and the time to finish.</summary>
internal sealed class SinkService(SinkSettings settings, ILoggerFactory logging, TimeProvider time) : BackgroundService
{
    /// <summary>What ended the sink, other than a signal.</summary>
    public Exception? Failure { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await new SinkProcess(settings, logging, time).RunAsync(stoppingToken);
        }
        catch (Exception e)
        {
            Failure = e;
            throw;
        }
    }
}
