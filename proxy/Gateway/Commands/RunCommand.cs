using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Commands;

/// <summary><c>run --config FILE</c>: the proxy, until SIGTERM or Ctrl-C; SIGHUP reads the settings again.</summary>
internal static class RunCommand
{
    public static Command Make(TimeProvider time)
    {
        var config = SettingsOption.Make();
        var level = new Option<LogLevel?>("--log-level") { Description = "Least level that is logged; left out: the settings' log.level, or Information." };
        var command = new Command("run", "Runs the proxy until SIGTERM or Ctrl-C; then answers what is in flight, and stops; at once when told a second time. SIGHUP reads the settings again.") { config, level };
        command.SetAction((parsed, cancel) => RunAsync(parsed, parsed.GetRequiredValue(config), parsed.GetValue(level), time, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string file, LogLevel? level, TimeProvider time, CancellationToken cancel)
    {
        var loaded = SettingsLoader.Read(file, null, time);
        foreach (var problem in loaded.Problems)
            await parsed.InvocationConfiguration.Error.WriteLineAsync(problem.ToString()).ConfigureAwait(false);
        if (loaded.Plan is null)
            return ExitCode.Refused;
        try
        {
            using var logs = LoggerFactory.Create(logging => LogOutput.Configure(logging, loaded.Plan.Log, level, time));
            GatewayProcess? process = null;

            // A reading that is asked for before there is a process is none: it has just been done.
            using var signals = new Signals(() => process?.ReloadAsync());
            process = await GatewayProcess.StartAsync(loaded, () => SettingsLoader.Read(file, null, time), time, logs.CreateLogger("Compliance.Gateway")).ConfigureAwait(false);
            await signals.Stopping.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await process.StopAsync(signals.Hurry).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is SocketException or IOException or HttpListenerException or UnauthorizedAccessException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"The proxy can't start: {e.Message}").ConfigureAwait(false);
            return ExitCode.CannotStart;
        }
    }
}
