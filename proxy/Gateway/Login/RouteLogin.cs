using Compliance.Gateway.Login.Tokens;

namespace Compliance.Gateway.Login;

/// <summary>
/// Against what clients of a route prove who they are; each part is thread-safe. <paramref name="Users"/> null: nobody has a password.
/// <paramref name="Tokens"/>, and the <paramref name="Keys"/> behind them, null: no token is taken.
/// </summary>
internal sealed record RouteLogin(UserDirectory? Users, TokenCheck? Tokens = null, JwksSource? Keys = null);
