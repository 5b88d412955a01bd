using System.Diagnostics.CodeAnalysis;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Login.Tokens;

/// <summary>
/// The keys of one issuer, as its provider gives them out. Thread-safe; one for a route, for as long as it asks the same address.
/// <code>
/// younger than limits.jwksInterval, key known     taken as they are
/// older, key known                                taken as they are, and asked for anew meanwhile
/// key not known                                   asked for anew, and waited for
/// older than limits.maxJwksAge, or none yet       as that; and nobody is let in before there are some
/// </code>
/// One question at a time, which all who wait share, and none within limits.jwksPause of the one before: neither a provider that is away
/// nor tokens with invented keys make more of them. Keys of a file are the plan's, which is read again when the file changes.
/// </summary>
internal sealed class JwksSource : IDisposable
{
    private readonly JwksPlan _plan;
    private readonly string _route;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RouteMetrics _metrics;
    private readonly JwksClient? _client;
    private readonly Lock _gate = new();
    private volatile Held? _held;
    private Task _asking = Task.CompletedTask;
    private long? _askedAt;

    public JwksSource(JwksPlan plan, string route, TimeProvider time, ILogger log, RouteMetrics metrics)
    {
        (_plan, _route, _time, _log, _metrics) = (plan, route, time, log, metrics);
        if (plan.Keys is { } keys)
            _held = new Held(keys, time.GetTimestamp());
        else
            _client = new JwksClient(plan);
        _ = AskAsync();
    }

    private sealed record Held(JwksKeys Keys, long At);

    public int Count => _held?.Keys.Count ?? 0;

    /// <summary>How long ago the provider gave them out; null: it never did, or they are a file's.</summary>
    public TimeSpan? Age => _client is not null && _held is { } held ? AgeOf(held) : null;

    /// <summary>Null, and why: there are none that may be trusted now. A key that is named may yet be missing among them; an empty id names none.</summary>
    public async ValueTask<(JwksKeys? Keys, string Problem)> ForAsync(string keyId, CancellationToken cancel)
    {
        if (!IsTrusted(_held, out var held) || !held.Keys.Has(keyId))
            await AskAsync().WaitAsync(cancel).ConfigureAwait(false);
        else if (_client is not null && AgeOf(held) >= _plan.Interval)
            _ = AskAsync();
        return IsTrusted(_held, out held) ? (held.Keys, "") : (null, "The issuer's keys can't be had, or are older than limits.maxJwksAge; see the log line JwksUnavailable.");
    }

    public void Dispose() => _client?.Dispose();

    private bool IsTrusted(Held? held, [NotNullWhen(true)] out Held? trusted)
    {
        trusted = held;
        return held is not null && (_client is null || AgeOf(held) <= _plan.MaxAge);
    }

    private TimeSpan AgeOf(Held held) => _time.GetElapsedTime(held.At);

    /// <summary>Ends when the question in hand is answered, or at once where none may be asked.</summary>
    private Task AskAsync()
    {
        if (_client is null)
            return Task.CompletedTask;
        lock (_gate)
        {
            if (!_asking.IsCompleted || (_askedAt is { } at && _time.GetElapsedTime(at) < _plan.Pause))
                return _asking;
            _askedAt = _time.GetTimestamp();
            return _asking = Task.Run(FetchAsync);
        }
    }

    /// <summary>Never throws.</summary>
    private async Task FetchAsync()
    {
        try
        {
            // Counted from before the question: what came was the truth then.
            var at = _time.GetTimestamp();
            var keys = await _client!.GetAsync().ConfigureAwait(false);
            _held = new Held(keys, at);
            _metrics.JwksTaken.Add();
            _log.JwksTaken(_route, _plan.ToString(), keys.Count);
        }
        catch (Exception e) when (e is JwksException or ObjectDisposedException)
        {
            _metrics.JwksFailed.Add();
            _log.JwksUnavailable(_route, _plan.ToString(), e is JwksException ? e.Message : "it is not asked any more",
                _held is { } held ? $"those of {AgeOf(held).TotalSeconds:F0} s ago are used until they are {_plan.MaxAge.TotalSeconds:F0} s old" : "there are none, so no token is taken");
        }
    }
}
