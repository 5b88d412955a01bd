using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Login;

/// <summary>Guessing is slowed for the one who guesses, and for nobody else.</summary>
public sealed class GuessBrakeTests
{
    private const string Source = "10.0.0.1";
    private static readonly LimitsPlan Limits = new() { MaxFailedLogins = 3, FailedLoginInterval = TimeSpan.FromSeconds(1), AuthenticationTimeout = TimeSpan.FromSeconds(15), MaxLoginCounts = 4 };
    private readonly FakeTimeProvider _time = new();
    private readonly GuessBrake _brake;

    public GuessBrakeTests() => _brake = new GuessBrake(_time);

    [Fact]
    public void A_few_failures_cost_nothing_and_each_one_more_an_interval_until_no_try_is_looked_at()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal(0, Fail("till"));

        // Those that come at once wait one behind the other, and the sixth would wait longer than a third of the time to log in.
        Assert.Equal(new double?[] { 1, 2, 3, 4, 5, null, null }, Enumerable.Range(0, 7).Select(_ => Enter("till")).ToArray());

        // As time goes by there is room again, for one try each interval.
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(new double?[] { 4, 5, null }, Enumerable.Range(0, 3).Select(_ => Enter("till")).ToArray());
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, Enter("till"));
    }

    [Fact]
    public void Another_user_and_another_address_are_not_slowed_and_a_success_ends_it()
    {
        for (var i = 0; i < 10; i++)
            _brake.Failed(Source, "till", Limits);
        Assert.Null(Enter("till"));
        Assert.Equal(0, Enter("analyst"));
        Assert.Equal(0, Enter("till", "10.0.0.2"));

        _brake.Succeeded(Source, "till");
        Assert.Equal(0, Enter("till"));
    }

    [Fact]
    public void Many_who_log_in_rightly_at_once_are_never_slowed()
    {
        for (var i = 0; i < 1000; i++)
            Assert.Equal(0, Enter("till"));
    }

    [Fact]
    public void With_more_names_than_are_counted_an_address_is_counted_as_a_whole_and_beyond_that_all_together()
    {
        // Given one who tries a password with as many names as are counted,
        for (var i = 0; i < 4; i++)
            Fail($"name-{i}");

        // then further names are one: the fourth of them waits,
        Assert.Equal(new double?[] { 0, 0, 0, 1 }, Enumerable.Range(4, 4).Select(i => Fail($"name-{i}")).ToArray());
        // and so it is with further addresses.
        for (var i = 0; i < 3; i++)
            Fail("till", $"10.0.1.{i}");
        Assert.Equal(new double?[] { 0, 0, 0, 1 }, Enumerable.Range(3, 4).Select(i => Fail("till", $"10.0.1.{i}")).ToArray());

        // What is forgiven makes room.
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(new double?[] { 0, 0, 0 }, Enumerable.Range(0, 3).Select(_ => Fail("till")).ToArray());
        Assert.Equal(1, Enter("till"));
    }

    [Fact]
    public async Task A_wait_is_waited_by_the_clock_and_told_and_a_try_too_often_is_refused_unseen()
    {
        using var folder = new TempFolder("brake");
        UsersFile.Set(folder.Combine("users"), "till", PlainCredential.Create("till", "till-secret"u8, 1000).ToLine());
        using var users = new UserDirectory(folder.Combine("users"), _time, _ => { });
        for (var i = 0; i < 3; i++)
            Assert.Equal(SaslOutcome.Refused, (await Say("wrong")).Outcome);

        // When the fourth is right, then it is let in once its second has passed, and all is forgotten.
        var fourth = Attempt();
        var proved = Prove(fourth, "till-secret");
        Assert.False(proved.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SaslOutcome.Proved, (await proved).Outcome);
        Assert.True(fourth.WasSlowed);
        fourth.Settle("till", proved: true);
        Assert.Equal(SaslOutcome.Proved, (await Say("till-secret")).Outcome);

        // When it has failed so often that the wait would be too long, then not even the right one is looked at.
        for (var i = 0; i < 20; i++)
            users.Brake.Failed(Source, "till", Limits);
        var refused = await Say("till-secret");
        Assert.Equal((SaslOutcome.Refused, "till"), (refused.Outcome, refused.User));
        Assert.Contains("limits.maxFailedLogins", refused.Problem, StringComparison.Ordinal);

        LoginAttempt Attempt() => new(new RouteLogin(users), Source, Limits, _time);
        Task<SaslStep> Prove(LoginAttempt attempt, string password) => new PlainExchange(attempt).NextAsync(System.Text.Encoding.UTF8.GetBytes($"\0till\0{password}"), default);
        async Task<SaslStep> Say(string password)
        {
            var attempt = Attempt();
            var step = await Prove(attempt, password);
            attempt.Settle("till", step.Outcome == SaslOutcome.Proved);
            return step;
        }
    }

    /// <summary>How long the user would have to wait; null: it is not looked at.</summary>
    private double? Enter(string user, string source = Source) => _brake.Enter(source, user, Limits, out var wait) ? wait.TotalSeconds : null;

    private double? Fail(string user, string source = Source)
    {
        var wait = Enter(user, source);
        if (wait == 0)
            _brake.Failed(source, user, Limits);
        return wait;
    }
}
