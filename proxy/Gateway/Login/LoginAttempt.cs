using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Login;

/// <summary>One connection's try to log in, from its address against a users file, as slowly as failures before it demand. Not thread-safe.</summary>
internal sealed class LoginAttempt(UserDirectory users, string source, LimitsPlan limits, TimeProvider time)
{
    public UserDirectory Users => users;

    /// <summary>The try had to wait, or was refused without a look; a failure of it is counted already, or not to be.</summary>
    public bool WasSlowed { get; private set; }

    /// <summary>Waits until the user's proof may be looked at; false: it may not. Once for an attempt.</summary>
    public async ValueTask<bool> MayTryAsync(string user, CancellationToken cancel)
    {
        var may = users.Brake.Enter(source, user, limits, out var wait);
        WasSlowed = !may || wait > TimeSpan.Zero;
        if (may && WasSlowed)
            await Task.Delay(wait, time, cancel).ConfigureAwait(false);
        return may;
    }

    public void Settle(string user, bool proved)
    {
        if (proved)
            users.Brake.Succeeded(source, user);
        else if (!WasSlowed)
            users.Brake.Failed(source, user, limits);
    }
}
