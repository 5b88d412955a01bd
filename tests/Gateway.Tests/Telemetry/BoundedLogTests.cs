using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>A bad client can't fill the log, and nothing that it caused goes untold.</summary>
public sealed class BoundedLogTests
{
    private static readonly LogPlan Plan = new() { MaxPerInterval = 3, Interval = TimeSpan.FromSeconds(10) };

    [Fact]
    public void Of_an_event_that_clients_cause_few_lines_pass_and_the_rest_are_counted()
    {
        // Given a log that takes three lines of an event in ten seconds,
        var (time, lines) = (new FakeTimeProvider(), new LogLines());
        using var log = new BoundedLog(lines, Plan, time);

        // when a client fails to log in again and again, and something else happens meanwhile,
        for (var i = 0; i < 50; i++)
            log.AuthenticationFailed("10.0.0.1", "r", "abc", "Unknown user or wrong password.");
        log.Listening("r", "127.0.0.1:1", "c");

        // then three lines pass, and the other event's,
        Assert.Equal(3, lines.All.Count(line => line.StartsWith("Warning 1031 ", StringComparison.Ordinal)));
        Assert.Single(lines.All, line => line.StartsWith("Information 1001 ", StringComparison.Ordinal));

        // and the end of the interval tells of the others, once,
        time.Advance(Plan.Interval);
        time.Advance(Plan.Interval);
        Assert.Single(lines.All, line => line.StartsWith("Warning 1070 47 further lines of event 1031 were left out in the last 10 s", StringComparison.Ordinal));
        Assert.Equal(47, Assert.Single(log.LeftOut()).Value);

        // and there is room again.
        log.AuthenticationFailed("10.0.0.1", "r", "abc", "Unknown user or wrong password.");
        Assert.Equal(4, lines.All.Count(line => line.StartsWith("Warning 1031 ", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_nobody_outside_can_cause_passes_whatever_its_number()
    {
        var lines = new LogLines();
        using var log = new BoundedLog(lines, Plan, new FakeTimeProvider());

        for (var i = 0; i < 50; i++)
            log.Listening("r", "127.0.0.1:1", "c");

        Assert.Equal(50, lines.All.Count);
    }

    [Fact]
    public void The_end_of_the_process_tells_what_was_left_out_last()
    {
        var lines = new LogLines();
        using (var log = new BoundedLog(lines, Plan, new FakeTimeProvider()))
        {
            for (var i = 0; i < 5; i++)
                log.AdminFailed("IOException");
        }

        Assert.True(lines.Contains("2 further lines of event 1051"));
    }
}
