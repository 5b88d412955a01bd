using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Login;

/// <summary>
/// Slows the guessing of passwords. One for a route's users file, or for its logins that pass through; thread-safe. It counts by user and address together: an application with a wrong
/// password slows itself, not the others behind the same address, and nobody can lock a user out from elsewhere.
/// <code>
/// fewer failures than limits.maxFailedLogins     tried at once; a failure is forgiven each limits.failedLoginInterval
/// more                                           one try each interval, right or wrong, in the order in which they come;
///                                                refused where the wait would take a third of limits.authenticationTimeout
/// a success                                      all is forgotten
/// </code>
/// Where <c>limits.maxLoginCounts</c> are counted, newcomers are counted by their address alone, and beyond twice as many all together.
/// </summary>
internal sealed class GuessBrake(TimeProvider time)
{
    private const int Patience = 3;
    private readonly long _start = time.GetTimestamp();
    private readonly Lock _gate = new();

    // When the last failure will be forgiven, since the start.
    private readonly Dictionary<(string Source, string User), TimeSpan> _until = [];
    private TimeSpan _sweptAt;

    public int Count
    {
        get
        {
            lock (_gate)
                return _until.Count;
        }
    }

    /// <summary>
    /// Whether the user's proof may be looked at, and after which <paramref name="wait"/>, which is the caller's to wait. A wait that is not
    /// zero has been charged as a failure already.
    /// </summary>
    public bool Enter(string source, string user, LimitsPlan limits, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start);
            var key = KeyOf(source, user, now, limits);
            if (!_until.TryGetValue(key, out var until))
                return true;
            wait = until - now - ((limits.MaxFailedLogins - 1) * limits.FailedLoginInterval);
            if (wait <= TimeSpan.Zero)
            {
                wait = TimeSpan.Zero;
                return true;
            }

            if (wait > limits.AuthenticationTimeout / Patience)
                return false;
            _until[key] = until + limits.FailedLoginInterval;
            return true;
        }
    }

    public void Failed(string source, string user, LimitsPlan limits)
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start);
            var key = KeyOf(source, user, now, limits);
            var until = _until.GetValueOrDefault(key);
            _until[key] = (until > now ? until : now) + limits.FailedLoginInterval;
        }
    }

    public void Succeeded(string source, string user)
    {
        lock (_gate)
            _until.Remove((source, user));
    }

    /// <summary>Under the gate.</summary>
    private (string Source, string User) KeyOf(string source, string user, TimeSpan now, LimitsPlan limits)
    {
        if (_until.Count < limits.MaxLoginCounts || _until.ContainsKey((source, user)))
            return (source, user);
        if (now - _sweptAt >= limits.FailedLoginInterval)
        {
            _sweptAt = now;
            foreach (var (key, until) in _until)
            {
                if (until <= now)
                    _until.Remove(key);
            }
        }

        if (_until.Count < limits.MaxLoginCounts)
            return (source, user);
        return _until.Count < 2 * limits.MaxLoginCounts || _until.ContainsKey((source, "")) ? (source, "") : ("", "");
    }
}
