using Compliance.Ledger.Notes;

namespace Compliance.Ledger.Keys;

/// <summary>A file with a public key: PEM, or a C2SP verifier key. Stateless.</summary>
public static class PublicKeyFile
{
    private const long MostBytes = 16 << 10;

    /// <exception cref="LedgerException">It holds none.</exception>
    public static LedgerPublicKey Read(string file)
    {
        if (new FileInfo(file) is { Exists: true, Length: > MostBytes })
            throw new LedgerException($"{file} is too long for a public key.");
        return LedgerPublicKey.TryParse(File.ReadAllText(file))
            ?? throw new LedgerException($"{file} holds no public key. It must be PEM (BEGIN PUBLIC KEY, Ed25519 or ECDSA P-256) or a line NAME+ID+KEY.");
    }
}
