using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Commands;

/// <summary><c>run --config FILE</c>: the proxy, until SIGTERM or Ctrl-C.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    public static Command Make(TimeProvider time)
    {
        var config = SettingsOption.Make();
        var level = new Option<LogLevel?>("--log-level") { Description = "Least level that is logged; left out: the settings' log.level, or Information." };
        var command = new Command("run", "Runs the proxy until SIGTERM or Ctrl-C; then answers what is in flight, and stops.") { config, level };
        command.SetAction((parsed, cancel) => RunAsync(parsed, parsed.GetRequiredValue(config), parsed.GetValue(level), time, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string file, LogLevel? level, TimeProvider time, CancellationToken cancel)
    {
        var (plan, problems) = SettingsLoader.Check(file, null, time);
        foreach (var problem in problems)
            await parsed.InvocationConfiguration.Error.WriteLineAsync(problem.ToString()).ConfigureAwait(false);
        if (plan is null)
            return ExitCode.Refused;
        try
        {
            using var host = MakeHost(plan, level, time);
            await host.RunAsync(cancel).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is SocketException or IOException or HttpListenerException or UnauthorizedAccessException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"The proxy can't start: {e.Message}").ConfigureAwait(false);
            return ExitCode.CannotStart;
        }
    }

    /// <summary>The host carries signals, logging and the order of stopping; what runs in it is wired by hand.</summary>
    private static IHost MakeHost(ActivePlan plan, LogLevel? level, TimeProvider time)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        LogOutput.Configure(builder.Logging, plan.Log, level, time);
        builder.Services.Configure<HostOptions>(options =>
            options.ShutdownTimeout = plan.Limits.DrainTimeout + (plan.Audit?.StopTimeout ?? TimeSpan.Zero) + Margin);
        builder.Services.AddHostedService(services =>
            new GatewayService(plan, time, services.GetRequiredService<ILoggerFactory>().CreateLogger("Compliance.Gateway")));
        return builder.Build();
    }
}
