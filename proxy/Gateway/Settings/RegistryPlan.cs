namespace Compliance.Gateway.Settings;

/// <summary>The schema registry of a cluster: where it is, as whom it is asked, and who vouches for it. Equal ones are asked alike.</summary>
internal sealed record RegistryPlan(Uri Url)
{
    /// <summary>Null: nobody in particular.</summary>
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>Certificates in PEM, of which one has to vouch for the registry; null: those that the machine trusts.</summary>
    public string? CaPem { get; init; }

    /// <summary>What names them, in a sentence.</summary>
    public string CaName { get; init; } = "'ca'";

    /// <summary>Without the password.</summary>
    public override string ToString() => Url.GetLeftPart(UriPartial.Path);
}
