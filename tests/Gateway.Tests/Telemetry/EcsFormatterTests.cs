using System.Diagnostics;
using System.Text.Json;
using Compliance.Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>A JSON line holds what the text line says, by names that a search can use.</summary>
public sealed class EcsFormatterTests
{
    private readonly EcsFormatter _formatter = new(new FakeTimeProvider(new DateTimeOffset(2027, 3, 31, 12, 0, 0, 5, TimeSpan.Zero)));

    [Fact]
    public void A_line_is_one_object_with_the_events_id_and_name_and_the_values_by_name()
    {
        var line = Write(log => log.BrokerListening("pay\"ments", 7, "127.0.0.1:19093"));

        Assert.Equal(
            """{"@timestamp":"2027-03-31T12:00:00.005Z","log.level":"info","event.code":"1002","event.action":"BrokerListening","message":"Route pay\"ments: broker 7 is reached through 127.0.0.1:19093","log.logger":"test","service.name":"compliance-proxy","labels":{"route":"pay\"ments","node_id":7,"end_point":"127.0.0.1:19093"},"ecs.version":"8.11.0"}""",
            line.TrimEnd());
        Assert.EndsWith(Environment.NewLine, line, StringComparison.Ordinal);
        Assert.Single(line.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_line_of_a_traced_request_names_its_trace()
    {
        using var span = new Activity("Produce").SetIdFormat(ActivityIdFormat.W3C).Start();

        using var line = JsonDocument.Parse(Write(log => log.RecordsRefused(Guid.Empty, "User:till", "payments", 2, 0, "no JSON")));

        Assert.Equal(span.TraceId.ToHexString(), line.RootElement.GetProperty("trace.id").GetString());
        Assert.Equal(span.SpanId.ToHexString(), line.RootElement.GetProperty("span.id").GetString());
        Assert.Equal("warn", line.RootElement.GetProperty("log.level").GetString());
        Assert.Equal(2, line.RootElement.GetProperty("labels").GetProperty("count").GetInt32());
    }

    [Fact]
    public void An_exception_stands_by_itself()
    {
        using var line = JsonDocument.Parse(Write(log => log.Log(LogLevel.Error, new EventId(1), 0, new IOException("disk"), static (_, _) => "It failed")));

        Assert.Equal("It failed", line.RootElement.GetProperty("message").GetString());
        Assert.Equal("System.IO.IOException", line.RootElement.GetProperty("error.type").GetString());
        Assert.Equal("disk", line.RootElement.GetProperty("error.message").GetString());
    }

    [Theory]
    [InlineData(null, null, LogLevel.Information)]
    [InlineData(LogLevel.Warning, null, LogLevel.Warning)]
    [InlineData(LogLevel.Warning, LogLevel.Debug, LogLevel.Debug)]
    public void The_command_lines_level_goes_before_the_settings(LogLevel? settings, LogLevel? commandLine, LogLevel expected)
    {
        using var services = new ServiceCollection()
            .AddLogging(logging => LogOutput.Configure(logging, new() { IsJson = true, Level = settings }, commandLine, TimeProvider.System)).BuildServiceProvider();
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Compliance.Gateway");

        Assert.True(log.IsEnabled(expected));
        Assert.False(log.IsEnabled(expected - 1));
    }

    private string Write(Action<ILogger> write)
    {
        var text = new StringWriter();
        write(new Forwarding(text, _formatter));
        return text.ToString();
    }

    private sealed class Forwarding(TextWriter to, EcsFormatter formatter) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> with) =>
            formatter.Write(new LogEntry<TState>(logLevel, "test", eventId, state, exception, with), null, to);
    }
}
