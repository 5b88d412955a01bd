using System.CommandLine;
using Compliance.AuditSink;
using Compliance.AuditSink.Search;
using Compliance.AuditSink.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

// auditsink --config FILE           runs until SIGTERM or Ctrl-C
// auditsink check --config FILE     says what is wrong with the settings
// auditsink templates --config FILE prints what is to be put into Elasticsearch, or with --put puts it
// Exit codes: 0 well, 1 wrong command line or settings, 2 ended by something that no waiting mends (the log says what).
var config = new Option<FileInfo>("--config", "-c") { Description = "The settings file (auditsink/README.md)", Required = true };
var check = new Command("check", "Check the settings file and exit") { config };
var put = new Option<bool>("--put") { Description = "Put them, with the key of the settings, and exit; a key of its own for it lets the sink do with the right to create documents" };
var templates = new Command("templates", "Print the index templates, each behind the path that it is PUT to") { config, put };
var root = new RootCommand("Puts the audit events of compliance proxies into a Parquet archive and a search index") { config, check, templates };
templates.SetAction((result, stop) => TemplatesCommand.RunAsync(Load(result.GetValue(config)!), result.GetValue(put), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, stop));
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
