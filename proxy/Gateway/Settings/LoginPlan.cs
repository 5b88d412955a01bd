using Compliance.Gateway.Login;

namespace Compliance.Gateway.Settings;

/// <summary>
/// One account at brokers: by which mechanism of SASL the proxy logs in, and as whom. The password never appears in text. Equal ones are the
/// same account with the same secret.
/// </summary>
internal sealed record LoginPlan(string User, string Password)
{
    public string Mechanism { get; init; } = SaslMechanism.Plain;

    /// <summary>Where its tokens come from, for OAUTHBEARER: user and password are the client's id and secret there. Null: another mechanism.</summary>
    public TokenPlan? Tokens { get; init; }

    public override string ToString() => $"{Mechanism} as {User}";
}
