using System.Text;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Upstream.Tokens;
using Compliance.Harness;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Upstream.Tokens;

/// <summary>The token of an account, by HTTP from a provider that is slow, wrong or away. The clock is the test's.</summary>
public sealed class TokenSourceTests : IDisposable
{
    private const string Secret = "s3cret/+ of ours";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(1000);
    private readonly TokenServer _server = new((int)Life.TotalSeconds);
    private readonly FakeTimeProvider _time = new();
    private readonly LogLines _log = new();
    private readonly ClusterMetrics _metrics = new("c");
    private TokenSource? _source;

    private TokenSource Source
    {
        get
        {
            var plan = new TokenPlan(_server.Url) { Scope = "kafka write", Audience = "brokers" };
            return _source ??= new TokenSource(new LoginPlan("till app", Secret) { Tokens = plan }, plan, "c", _time, _log, _metrics);
        }
    }

    public void Dispose()
    {
        _source?.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Many_connections_share_one_question_which_names_the_client_as_the_standard_has_it()
    {
        var slow = new TaskCompletionSource();
        _server.Gate = slow.Task;
        var asked = Enumerable.Range(0, 100).Select(_ => Source.GetAsync(default).AsTask()).ToList();
        await Eventually.TrueAsync(() => _server.Questions.Count == 1, Patience, "the question");
        slow.SetResult();

        Assert.All(await Task.WhenAll(asked), token => Assert.Equal("token-1", token));
        var (authorization, form) = Assert.Single(_server.Questions);
        Assert.Equal("till+app:s3cret%2F%2B+of+ours", Encoding.ASCII.GetString(Convert.FromBase64String(authorization["Basic ".Length..])));
        Assert.Equal("grant_type=client_credentials&scope=kafka+write&audience=brokers", form);
        Assert.False(_log.Contains(Secret) || _log.Contains("token-1"));
    }

    [Fact]
    public async Task A_token_in_use_is_renewed_before_its_end_and_one_that_is_not_is_left()
    {
        // Given a token in use, then it stays until seven tenths of its life,
        Assert.Equal("token-1", await Source.GetAsync(default));
        await TakenAsync(1);
        Assert.Equal("token-1", await Source.GetAsync(default));
        _time.Advance(Life * 0.69);
        Assert.Equal("token-1", await Source.GetAsync(default));
        Assert.Single(_server.Questions);

        // and at eight another is there, with nobody having waited.
        _time.Advance(Life * 0.11);
        await TakenAsync(2);
        Assert.Equal(2, _server.Questions.Count);

        // When nobody has used that one, then nobody asks before somebody comes.
        _time.Advance(Life * 0.9);
        _time.Advance(Life);
        Assert.Equal(2, _server.Questions.Count);
        Assert.Equal("token-3", await Source.GetAsync(default));
    }

    [Fact]
    public async Task A_provider_that_is_away_leaves_the_token_until_its_end_and_is_not_pressed()
    {
        // Given a token in use,
        Assert.Equal("token-1", await Source.GetAsync(default));
        await TakenAsync(1);
        Assert.Equal("token-1", await Source.GetAsync(default));

        // when the provider is away as it is to be renewed, then it does on,
        _server.Status = 503;
        _time.Advance(Life * 0.8);
        await FailedAsync(1);
        Assert.Equal("token-1", await Source.GetAsync(default));
        Assert.True(_log.Contains("it answers 503; the token there is does for"));

        // and none is to be had from its end on: the provider is asked again, at first within a second or two, later every half a minute.
        _time.Advance(Life * 0.2);
        await Eventually.TrueAsync(() => _metrics.TokensFailed.Value >= 2, Patience, "the question that fails again");
        var failure = await Assert.ThrowsAsync<TokenException>(async () => await Source.GetAsync(default));
        Assert.Equal($"{_server.Url}: it answers 503", failure.Message);
        var asked = await SettledAsync();
        for (var i = 0; i < 100; i++)
            await Assert.ThrowsAsync<TokenException>(async () => await Source.GetAsync(default));
        Assert.Equal(asked, _server.Questions.Count);

        // When it is back, then so is a token, after half a minute at most.
        _server.Status = 200;
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.StartsWith("token-", await Source.GetAsync(default), StringComparison.Ordinal);
        Assert.False(_log.Contains(Secret) || _log.Contains("token-1"));
    }

    [Theory]
    [InlineData(401, """{"error":"invalid_client","error_description":"canary"}""", "it answers 401 invalid_client; look at clientId and clientSecret")]
    [InlineData(400, """{"error":"invalid_scope"}""", "it answers 400 invalid_scope; look at scope")]
    [InlineData(400, """{"error":"canary"}""", "it answers 400")]
    [InlineData(500, "<html>canary</html>", "it answers 500")]
    [InlineData(302, "", "it answers 302")]
    [InlineData(200, "<html>canary</html>", "no JSON as RFC 6749 has it")]
    [InlineData(200, "[1]", "holds no access_token")]
    [InlineData(200, """{"access_token":7,"token_type":"Bearer"}""", "holds no access_token")]
    [InlineData(200, """{"access_token":"canary","token_type":"mac","expires_in":9}""", "another type than Bearer")]
    [InlineData(200, """{"access_token":"canary","token_type":"Bearer"}""", "does not tell when its token ends")]
    [InlineData(200, """{"access_token":"canary","token_type":"Bearer","expires_in":0}""", "has ended already")]
    [InlineData(200, """{"access_token":"can\u0001ary","token_type":"Bearer","expires_in":9}""", "letters that a bearer token has not")]
    public async Task What_is_no_token_lets_nobody_in_and_its_cause_is_told(int status, string answer, string because)
    {
        (_server.Status, _server.Answer) = (status, answer);

        var failure = await Assert.ThrowsAsync<TokenException>(async () => await Source.GetAsync(default));

        Assert.Contains(because, failure.Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => _log.Contains(because), Patience, "the log line");
        Assert.False(_log.Contains("canary") || failure.Message.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_is_not_there_or_answers_too_much_is_told()
    {
        _server.Answer = new string('x', (1 << 20) + 1);
        var much = await Assert.ThrowsAsync<TokenException>(async () => await Source.GetAsync(default));
        Assert.Contains("larger than 1 MiB", much.Message, StringComparison.Ordinal);

        _server.Dispose();
        _time.Advance(TimeSpan.FromSeconds(30));
        var gone = await Assert.ThrowsAsync<TokenException>(async () => await Source.GetAsync(default));
        Assert.Contains("does not take connections", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_answer_is_silent_a_web_token_says_when_it_ends()
    {
        var now = _time.GetUtcNow();
        var exp = now.ToUnixTimeSeconds() + 90;
        var token = TestIssuer.Unsigned("{}", $"{{\"exp\":{exp}}}") + "c2ln";
        var answer = Encoding.UTF8.GetBytes($"{{\"access_token\":\"{token}\",\"token_type\":\"bearer\"}}");

        Assert.Equal(TimeSpan.FromSeconds(90), BearerToken.Parse(answer, 1000, now).Life);
        Assert.Throws<TokenException>(() => BearerToken.Parse(answer, 1000, now.AddSeconds(91)));
        Assert.Throws<TokenException>(() => BearerToken.Parse(answer, token.Length - 1, now));
        Assert.Equal("a token", BearerToken.Parse(answer, token.Length, now).ToString());
    }

    private Task TakenAsync(int count) => Eventually.TrueAsync(() => _metrics.TokensTaken.Value == count, Patience, $"token {count}");

    private Task FailedAsync(int count) => Eventually.TrueAsync(() => _metrics.TokensFailed.Value == count, Patience, $"failure {count}");

    /// <summary>How often was asked, once nothing is under way.</summary>
    private async Task<int> SettledAsync()
    {
        await Eventually.TrueAsync(() => _server.Questions.Count == _metrics.TokensTaken.Value + _metrics.TokensFailed.Value, Patience, "the questions' ends");
        return _server.Questions.Count;
    }
}
