namespace Compliance.Auditctl.Settings;

/// <summary>Whoever signs exports and statements of custody, and with what: a key in PEM, or one inside a module.</summary>
internal sealed record SignerSettings(string Name, string? Key, string? Module, string? Token, string? Label, string? Pin)
{
    // Two of these are secrets.
    public override string ToString() => $"{nameof(SignerSettings)} {Name}";
}
