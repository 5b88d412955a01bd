using Compliance.Gateway.Tests.Pipeline;

namespace Compliance.Gateway.Tests.Quarantining;

/// <summary>The pipeline's policy, by which card numbers and e-mail addresses that nobody has declared are quarantined.</summary>
internal static class QuarantinePolicy
{
    public const string Topic = "quarantine.test";

    /// <summary>A value with a find, and a member that the policy drops.</summary>
    public const string Written = """{"note":"pay 4111 1111 1111 1111","code":"123"}""";

    /// <summary>The same as it is stored.</summary>
    public const string Stored = """{"note":"pay 4111 11** **** 1111"}""";

    public static string Of(string action = "quarantine", string more = "") =>
        Policies.Payments.Replace("onError: reject", $"onError: reject, undeclaredPii: {{do: {action}, detect: [pan, email], topics: \"payments.**\"{more}}}", StringComparison.Ordinal);
}
