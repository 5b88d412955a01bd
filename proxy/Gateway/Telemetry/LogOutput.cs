using Compliance.Gateway.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Compliance.Gateway.Telemetry;

/// <summary>Where log lines go: standard output, one line each, as text or as JSON.</summary>
internal static class LogOutput
{
    /// <summary><paramref name="level"/> is the command line's, which goes before the settings'.</summary>
    public static void Configure(ILoggingBuilder logging, LogPlan plan, LogLevel? level, TimeProvider time)
    {
        logging.SetMinimumLevel(level ?? plan.Level ?? LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        if (plan.IsJson)
        {
            logging.Services.AddSingleton<ConsoleFormatter>(new EcsFormatter(time));
            logging.AddConsole(console => console.FormatterName = EcsFormatter.FormatterName);
            return;
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
    }
}
