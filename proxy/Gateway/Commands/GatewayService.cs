using Compliance.Gateway.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Commands;

/// <summary>Ties the proxy's life to the host's.</summary>
internal sealed class GatewayService(ActivePlan plan, TimeProvider time, ILogger log) : IHostedService
{
    private GatewayProcess? _process;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _process = await GatewayProcess.StartAsync(plan, time, log).ConfigureAwait(false);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_process is not null)
            await _process.DisposeAsync().ConfigureAwait(false);
    }
}
