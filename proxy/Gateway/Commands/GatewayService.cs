using Compliance.Gateway.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Commands;

/// <summary>Ties the proxy's life to the host's. <paramref name="read"/> reads the settings again.</summary>
internal sealed class GatewayService(LoadedSettings loaded, Func<LoadedSettings> read, Signals signals, TimeProvider time, ILoggerFactory logs) : IHostedService
{
    private GatewayProcess? _process;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var process = _process = await GatewayProcess.StartAsync(loaded, read, time, logs.CreateLogger("Compliance.Gateway")).ConfigureAwait(false);
        signals.OnReload(() => process.ReloadAsync());
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_process is not null)
            await _process.StopAsync(signals.Hurry).ConfigureAwait(false);
    }
}
