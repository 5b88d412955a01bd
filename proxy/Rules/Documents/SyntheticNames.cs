using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Kinds of made-up values as policies write them, and in words.</summary>
internal static class SyntheticNames
{
    internal static readonly Dictionary<string, SyntheticKind> All =
        Enum.GetValues<SyntheticKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    internal static string Words(SyntheticKind kind) => kind switch
    {
        SyntheticKind.Pan => "card number",
        SyntheticKind.Email => "e-mail address",
        SyntheticKind.Phone => "telephone number",
        SyntheticKind.Name => "name",
        _ => "account number",
    };
}
