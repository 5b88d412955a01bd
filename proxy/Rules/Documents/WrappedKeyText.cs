using System.Text.RegularExpressions;

namespace Compliance.Rules.Documents;

/// <summary>How a key that a key management service has wrapped is written in a policy, and on the command line. Stateless.</summary>
public static partial class WrappedKeyText
{
    public const string ServiceKeyIs = "'kek' names the service's key: its mount and its name, such as transit/pan.";

    public const string WrappedIs = "This is no wrapped key as Vault gives it ('vault:v1:', and base64 after it). 'compliance-proxy key new --kms SERVICE --kek KEY --config FILE' makes one.";

    private const int MostWrapped = 8192;
    private const int MostOfServiceKey = 512;

    public static bool IsWrapped(string text) => text.Length <= MostWrapped && Wrapped().IsMatch(text);

    /// <summary>A mount and a name, of parts that mean nothing else in an address.</summary>
    public static bool IsServiceKey(string text) => text.Length <= MostOfServiceKey && ServiceKey().IsMatch(text);

    [GeneratedRegex(@"\Avault:v[0-9]{1,9}:[A-Za-z0-9+/]{16,}={0,2}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Wrapped();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)+\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ServiceKey();
}
