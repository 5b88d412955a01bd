namespace Compliance.Gateway.Settings;

/// <summary>How the proxy logs in to a cluster: SASL/PLAIN. The password never appears in text.</summary>
internal sealed record LoginPlan(string User, string Password)
{
    public override string ToString() => $"PLAIN as {User}";
}
