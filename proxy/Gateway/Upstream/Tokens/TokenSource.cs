using System.Diagnostics.CodeAnalysis;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Upstream.Tokens;

/// <summary>
/// The token of one account, for all connections that log in by it. Thread-safe; lives as long as its account.
/// <code>
/// none, or ended         asked for, and waited for: no token, no login
/// at 70-80 % of its life asked for anew, where somebody has used it; those who log in meanwhile take what there is
/// the provider gives none    not asked again within a pause that doubles from limits.tokenPause to half a minute; what there is does until its end
/// </code>
/// One question at a time, which all who wait share.
/// </summary>
internal sealed class TokenSource : IDisposable
{
    private const double EarliestShare = 0.7;
    private const double LatestShare = 0.8;
    private const double Jitter = 0.2;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>A token that ends on its way is of no use.</summary>
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(10);
    private const int MarginPart = 20;

    /// <summary>No timer takes more; a token that lives longer is asked for anew before.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(30);
    private readonly TokenPlan _plan;
    private readonly string _cluster;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ClusterMetrics _metrics;
    private readonly TokenClient _client;
    private readonly ITimer _renewal;
    private readonly Lock _gate = new();
    private Task _asking = Task.CompletedTask;
    private long _askAgainAt = long.MinValue;
    private int _failures;
    private volatile Held? _held;
    private volatile string _problem = "";
    private volatile bool _isUsed;

    public TokenSource(LoginPlan login, TokenPlan plan, string cluster, TimeProvider time, ILogger log, ClusterMetrics metrics)
    {
        (_plan, _cluster, _time, _log, _metrics) = (plan, cluster, time, log, metrics);
        _client = new TokenClient(login, plan, time);
        _renewal = time.CreateTimer(static self => ((TokenSource)self!).Renew(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="Token">Whose life is counted from before the question.</param>
    /// <param name="EndsAt">A timestamp.</param>
    private sealed record Held(BearerToken Token, long EndsAt);

    /// <summary>Returns at once where there is a token.</summary>
    /// <exception cref="TokenException">There is none to be had now.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancel)
    {
        _isUsed = true;
        if (!IsGood(_held, out var held))
            await AskAsync().WaitAsync(cancel).ConfigureAwait(false);
        return IsGood(_held, out held) ? held.Token.Value : throw new TokenException($"{_plan}: {_problem}");
    }

    public void Dispose()
    {
        _renewal.Dispose();
        _client.Dispose();
    }

    private bool IsGood(Held? held, [NotNullWhen(true)] out Held? good)
    {
        good = held;
        return held is not null && _time.GetTimestamp() < held.EndsAt;
    }

    /// <summary>Whoever uses no token needs no other.</summary>
    private void Renew()
    {
        if (_isUsed)
            _ = AskAsync();
    }

    /// <summary>Ends when the question in hand is answered, or at once where none may be asked.</summary>
    private Task AskAsync()
    {
        lock (_gate)
        {
            if (!_asking.IsCompleted || _time.GetTimestamp() < _askAgainAt)
                return _asking;
            return _asking = Task.Run(FetchAsync);
        }
    }

    /// <summary>Never throws.</summary>
    private async Task FetchAsync()
    {
        try
        {
            var at = _time.GetTimestamp();
            var token = await _client.GetAsync().ConfigureAwait(false);
            var margin = token.Life / MarginPart < LongestMargin ? token.Life / MarginPart : LongestMargin;
            (_held, _failures, _isUsed) = (new Held(token, at + Ticks(token.Life - margin)), 0, false);
            _metrics.TokensTaken.Add();
            _log.BrokerTokenTaken(_cluster, _plan.ToString(), token.Life.TotalSeconds);
            RenewIn(token.Life * (EarliestShare + (Random.Shared.NextDouble() * (LatestShare - EarliestShare))));
        }
        catch (Exception e) when (e is TokenException or ObjectDisposedException)
        {
            var pause = _plan.Pause * Math.Pow(2, Math.Min(_failures++, 16));
            pause = (pause < LongestPause ? pause : LongestPause) * (1 - (Random.Shared.NextDouble() * Jitter));
            Volatile.Write(ref _askAgainAt, _time.GetTimestamp() + Ticks(pause));
            _problem = e is TokenException ? e.Message : "it is not asked any more";
            _metrics.TokensFailed.Add();
            _log.BrokerTokenUnavailable(_cluster, _plan.ToString(), _problem, IsGood(_held, out var held)
                ? $"the token there is does for {_time.GetElapsedTime(_time.GetTimestamp(), held.EndsAt).TotalSeconds:F0} s more" : "there is none, so the proxy can't log in");
            RenewIn(pause);
        }
    }

    private void RenewIn(TimeSpan wait)
    {
        try
        {
            _renewal.Change(wait < LongestTimer ? wait : LongestTimer, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The account is another since.
        }
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _time.TimestampFrequency);
}
