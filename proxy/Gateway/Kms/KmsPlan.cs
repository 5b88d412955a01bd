namespace Compliance.Gateway.Kms;

/// <summary>How a key management service is reached: the transit engine of a Vault. Immutable.</summary>
/// <param name="Name">What policies call it.</param>
/// <param name="Vault">Where it is.</param>
/// <param name="Token">As whom it is asked.</param>
internal sealed record KmsPlan(string Name, Uri Vault, string Token)
{
    public string? Namespace { get; init; }

    /// <summary>Certificates in PEM, of which one has to vouch for Vault; null: those that the machine trusts.</summary>
    public string? CaPem { get; init; }

    /// <summary>Without the token.</summary>
    public override string ToString() => Vault.GetLeftPart(UriPartial.Path);
}
