using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Compliance.Gateway.Kms;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
        using var kms = new KmsState();
        var loaded = SettingsLoader.Read(file, null, time, kms);
        foreach (var problem in loaded.Problems)
            await parsed.InvocationConfiguration.Error.WriteLineAsync(problem.ToString()).ConfigureAwait(false);
        if (loaded.Plan is null)
            return ExitCode.Refused;
        try
        {
            using var host = MakeHost(loaded, loaded.Plan.Log, () => SettingsLoader.Read(file, null, time, kms), level, time);
            await host.RunAsync(cancel).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is SocketException or IOException or HttpListenerException or UnauthorizedAccessException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"The proxy can't start: {e.Message}").ConfigureAwait(false);
            return ExitCode.CannotStart;
        }
    }

    /// <summary>
    /// The host carries signals, logging and the order of stopping; what runs in it is wired by hand. How long stopping may take is the
    /// settings' to say, which may change meanwhile: the host itself sets no limit.
    /// </summary>
    private static IHost MakeHost(LoadedSettings loaded, LogPlan log, Func<LoadedSettings> read, LogLevel? level, TimeProvider time)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        LogOutput.Configure(builder.Logging, log, level, time);

        // What went wrong is said once, by the verb.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton<Signals>();
        builder.Services.AddSingleton<IHostLifetime>(services => services.GetRequiredService<Signals>());
        builder.Services.AddHostedService(services =>
            new GatewayService(loaded, read, services.GetRequiredService<Signals>(), time, services.GetRequiredService<ILoggerFactory>()));
        return builder.Build();
    }
}
