using Compliance.Auditctl.Commands;
using Compliance.Auditctl.Settings;
using Compliance.Ledger.Keys;
using Compliance.Signing;

namespace Compliance.Auditctl.Custody;

/// <summary>Whoever works with these settings, and the key that they sign with. Owner: the verb that opened it, until Dispose.</summary>
internal sealed class Signer(string name, SigningKey key) : IDisposable
{
    public string Name => name;
    public SigningKey Key => key;

    /// <summary>Null: the settings name nobody.</summary>
    public static Signer? Open(CustodySettings settings) => settings.Signer switch
    {
        null => null,
        { Key: { } pem } signer => new Signer(signer.Name, PemKeys.Read(pem, "custody.signer.key")),
        var signer => new Signer(signer.Name, Pkcs11Key.Open(signer.Module!, signer.Token!, signer.Label!, signer.Pin ?? "")),
    };

    public static Signer Required(CustodySettings settings) => Open(settings)
        ?? throw new UsageException("Who signs this? Give --config FILE with custody: {signer: {name: NAME, key: \"${file:NAME.pem}\"}}; each person has settings and a key of their own.");

    public void Dispose() => key.Dispose();
}
