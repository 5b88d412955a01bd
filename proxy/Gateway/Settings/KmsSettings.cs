using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>A key management service as it is written: where a Vault is, and what names its token.</summary>
internal sealed record KmsSettings(Text Name, Uri Vault, Text Token)
{
    public Text? Namespace { get; init; }
    public Text? Ca { get; init; }
}
