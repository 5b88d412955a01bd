using Compliance.Gateway.Settings;
using Compliance.Rules;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

/// <summary>What the settings say of logs, traces and the admin port's watchdog.</summary>
public sealed class TelemetrySettingsTests
{
    private const string Base = """
        clusters:
          main: {bootstrap: ["127.0.0.1:9092"]}
        routes:
          open:
            cluster: main
            listen: {address: 127.0.0.1, port: 19092, brokerPorts: 19093-19192}
            clients: {anonymous: true}

        """;

    [Fact]
    public void What_is_left_out_keeps_its_default()
    {
        var plan = Load("");

        Assert.Equal(LogPlan.Default, plan.Log);
        Assert.Null(plan.Telemetry);
    }

    [Fact]
    public void What_is_written_becomes_the_plan()
    {
        var plan = Load("""
            admin: {address: 127.0.0.1, port: 19290, stallAfter: 5s}
            log: {format: json, level: warning, maxPerInterval: 7, interval: 1s}
            telemetry: {otlp: {endpoint: "http://collector.example:4318", protocol: http/protobuf, metricsInterval: 5s, maxQueuedSpans: 100}, sampling: 0.25}
            """);

        Assert.Equal(TimeSpan.FromSeconds(5), plan.Admin!.StallAfter);
        Assert.Equal(new LogPlan { IsJson = true, Level = LogLevel.Warning, MaxPerInterval = 7, Interval = TimeSpan.FromSeconds(1) }, plan.Log);
        Assert.Equal(
            new TelemetryPlan(new Uri("http://collector.example:4318")) { IsHttp = true, Sampling = 0.25, MetricsInterval = TimeSpan.FromSeconds(5), MaxQueuedSpans = 100 },
            plan.Telemetry);
    }

    [Theory]
    [InlineData("log: {format: xml}", "'format' is text or json.")]
    [InlineData("log: {level: loud}", "'level' is one of trace, debug, information, warning, error, critical.")]
    [InlineData("telemetry: {sampling: 0.1}", "'telemetry' lacks 'otlp'; add it.")]
    [InlineData("telemetry: {otlp: {endpoint: 'http://c:4317'}, sampling: 2}", "'sampling' is the share of the requests that are traced, from 0 to 1, such as 0.01.")]
    [InlineData("telemetry: {otlp: {endpoint: 'ftp://c'}}", "'endpoint' is the collector's address")]
    [InlineData("telemetry: {otlp: {endpoint: 'http://user:word@c:4317'}}", "'endpoint' is the collector's address")]
    [InlineData("telemetry: {otlp: {endpoint: 'http://c:4317', protocol: json}}", "'protocol' is grpc or http/protobuf.")]
    public void What_is_wrong_is_told(string text, string because) =>
        Assert.Contains(Check(text).Problems, problem => problem.Text.StartsWith(because, StringComparison.Ordinal));

    private static ActivePlan Load(string more) => Check(more) is ({ } plan, []) ? plan : throw new InvalidOperationException(string.Join('\n', Check(more).Problems));

    private static (ActivePlan? Plan, IReadOnlyList<Problem> Problems) Check(string more) => SettingsLoader.Check("proxy.yaml", Base + more, TimeProvider.System);
}
