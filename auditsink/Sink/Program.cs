using System.CommandLine;
using Compliance.AuditSink;
using Compliance.AuditSink.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

// auditsink --config FILE           runs until SIGTERM or Ctrl-C
// auditsink check --config FILE     says what is wrong with the settings
// Exit codes: 0 well, 1 wrong command line or settings, 2 ended by something that no waiting mends (the log says what).
var config = new Option<FileInfo>("--config", "-c") { Description = "The settings file (auditsink/README.md)", Required = true };
var check = new Command("check", "Check the settings file and exit") { config };
var root = new RootCommand("Puts the audit events of compliance proxies into a Parquet archive and a search index") { config, check };
check.SetAction(result => Load(result.GetValue(config)!) is null ? 1 : 0);
root.SetAction(async (result, stop) =>
{
    if (Load(result.GetValue(config)!) is not { } settings)
        return 1;
    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
    builder.Logging.AddSimpleConsole(options =>
    {
        options.SingleLine = true;
        options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        options.UseUtcTimestamp = true;
        options.ColorBehavior = LoggerColorBehavior.Disabled;
    });
    builder.Services.AddSingleton(services => new SinkService(settings, services.GetRequiredService<ILoggerFactory>(), TimeProvider.System));
    builder.Services.AddHostedService(services => services.GetRequiredService<SinkService>());
    builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(1));
    using var host = builder.Build();
    var sink = host.Services.GetRequiredService<SinkService>();
    await host.RunAsync(stop);
    return sink.Failure is null ? 0 : 2;
});
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static SinkSettings? Load(FileInfo file)
{
    var (settings, problems) = SettingsLoader.Load(file.FullName);
    foreach (var problem in problems)
        Console.Error.WriteLine(problem);
    return settings;
}
