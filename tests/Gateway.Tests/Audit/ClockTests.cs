using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>The machine's clock is set: told once, with how far, whether the proxy runs or is stopped meanwhile.</summary>
public sealed class ClockTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new("clock");
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly SettableClock _clock;

    public ClockTests() => _clock = new SettableClock(_time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_clock_that_is_set_is_told_once_and_one_that_is_slewed_is_not()
    {
        var watch = new ClockWatch(_clock);
        _time.Advance(TimeSpan.FromHours(1));
        _clock.Set(_clock.GetUtcNow().AddSeconds(1.8));
        Assert.Equal(TimeSpan.Zero, watch.Look());

        _clock.Set(_clock.GetUtcNow().AddDays(2));
        Assert.Equal(TimeSpan.FromDays(2), watch.Look());
        Assert.Equal(TimeSpan.Zero, watch.Look());

        _clock.Set(_clock.GetUtcNow().AddHours(-1));
        Assert.Equal("The clock went back by 3600.0 s.", ClockWatch.Describe(watch.Look()));
    }

    [Fact]
    public void What_is_removed_goes_by_the_earlier_time_and_what_is_kept_by_the_later_one()
    {
        var watch = new ClockWatch(_clock);
        _clock.Set(Noon.AddDays(2));
        Assert.Equal((Noon, Noon.AddDays(2)), (watch.Earliest, watch.Latest));

        _clock.Set(Noon);
        _clock.Set(Noon.AddHours(-1));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((Noon.AddMinutes(-50), Noon.AddMinutes(10)), (watch.Earliest, watch.Latest));
    }

    [Fact]
    public async Task A_proxy_tells_of_a_clock_that_is_set_while_it_runs_and_while_it_is_stopped()
    {
        // Given a proxy whose clock is set forward
        var plan = SamplePlan.In(_folder.Path) with { StopTimeout = TimeSpan.FromMilliseconds(1) };
        var log = new LogLines();
        await using (var trail = await AuditTrail.StartAsync(plan, _clock, log))
        {
            _clock.Set(Noon.AddDays(2));
            await Eventually.TrueAsync(
                () =>
                {
                    _time.Advance(TimeSpan.FromSeconds(1));
                    return log.Ids.Contains(3014);
                },
                TimeSpan.FromSeconds(60), "the jump to be told");
        }

        // when it starts again with the right time, and once more
        _clock.Set(Noon.AddMinutes(5));
        for (var start = 0; start < 2; start++)
        {
            await using (await AuditTrail.StartAsync(plan, _clock, NullLogger.Instance))
                _time.Advance(TimeSpan.FromSeconds(1));
        }

        // then each of the two jumps is an event, and epochs grow all the same.
        var control = JournalContent.Of(_folder.Path).Control;
        var jumps = control.Where(e => e.Action == AuditAction.ClockJump).ToList();
        Assert.Equal(["The clock went forward by 172800.0 s.", "The clock went back by"], [jumps[0].Reason!, jumps[1].Reason![.."The clock went back by".Length]]);
        Assert.Equal(2, jumps.Count);
        var epochs = control.Where(e => e.Action == AuditAction.Start).Select(e => e.Epoch).ToList();
        Assert.Equal(epochs.Order(), epochs);
        Assert.Equal(3, epochs.Distinct().Count());
    }
}
