using Compliance.Gateway.Login;

namespace Compliance.Gateway.Settings;

/// <summary>How the proxy logs in to a cluster: by which mechanism of SASL, and as whom. The password never appears in text.</summary>
internal sealed record LoginPlan(string User, string Password)
{
    public string Mechanism { get; init; } = SaslMechanism.Plain;

    public override string ToString() => $"{Mechanism} as {User}";
}
