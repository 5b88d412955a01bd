using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Login;

/// <summary>One connection's try to log in, from its address; where passwords may be guessed, as slowly as failures before it demand. Not thread-safe.</summary>
internal sealed class LoginAttempt(RouteLogin login, string source, LimitsPlan limits, TimeProvider time)
{
    private bool _isTried;

    /// <summary>For those whose mechanism asks a users file, without which the settings do not offer it.</summary>
    public UserDirectory Users => login.Users!;

    /// <summary>As <see cref="Users"/>, for tokens.</summary>
    public TokenCheck Tokens => login.Tokens!;

    /// <summary>The try had to wait, or was refused without a look; a failure of it is counted already, or not to be.</summary>
    public bool WasSlowed { get; private set; }

    /// <summary>Waits until the user's proof may be looked at; false: it may not. Once for an attempt.</summary>
    public async ValueTask<bool> MayTryAsync(string user, CancellationToken cancel)
    {
        _isTried = true;
        var may = login.Brake!.Enter(source, user, limits, out var wait);
        WasSlowed = !may || wait > TimeSpan.Zero;
        if (may && WasSlowed)
            await Task.Delay(wait, time, cancel).ConfigureAwait(false);
        return may;
    }

    /// <summary>What came of it counts for the tries that follow, where it was one that could be guessed.</summary>
    public void Settle(string user, bool proved)
    {
        if (!_isTried)
            return;
        if (proved)
            login.Brake!.Succeeded(source, user);
        else if (!WasSlowed)
            login.Brake!.Failed(source, user, limits);
    }
}
