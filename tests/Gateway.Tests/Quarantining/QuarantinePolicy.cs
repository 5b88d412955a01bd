using Compliance.Gateway.Tests.Pipeline;

namespace Compliance.Gateway.Tests.Quarantining;

/// <summary>The pipeline's policy, by which card numbers and e-mail addresses that nobody has declared are quarantined.</summary>
internal static class QuarantinePolicy
{
    public const string Topic = "quarantine.test";

    public static string Of(string action = "quarantine", string more = "") =>
        Policies.Payments.Replace("onError: reject", $"onError: reject, undeclaredPii: {{do: {action}, detect: [pan, email], topics: \"payments.**\"{more}}}", StringComparison.Ordinal);
}
