using Compliance.Gateway.Login.Tokens;

namespace Compliance.Gateway.Login;

/// <summary>
/// Against what clients of a route prove who they are; each part is thread-safe. <paramref name="Users"/> null: nobody has a password.
/// <paramref name="Tokens"/>, and the <paramref name="Keys"/> behind them, null: no token is taken.
/// </summary>
internal sealed record RouteLogin(UserDirectory? Users, TokenCheck? Tokens = null, JwksSource? Keys = null)
{
    /// <summary>How fast users may be tried at the brokers, where logins pass through to them; null: they do not.</summary>
    public GuessBrake? Passing { get; init; }

    /// <summary>Null: nobody has a password.</summary>
    public GuessBrake? Brake => Users?.Brake ?? Passing;
}
