
namespace Compliance.Signing;

/// <summary>A file with a public key: PEM, or a C2SP verifier key. Stateless.</summary>
public static class PublicKeyFile
{
    private const long MostBytes = 16 << 10;

    /// <exception cref="SigningException">It holds none.</exception>
    public static VerifyingKey Read(string file)
    {
        if (new FileInfo(file) is { Exists: true, Length: > MostBytes })
            throw new SigningException($"{file} is too long for a public key.");
        return VerifyingKey.TryParse(File.ReadAllText(file))
            ?? throw new SigningException($"{file} holds no public key. It must be PEM (BEGIN PUBLIC KEY, Ed25519 or ECDSA P-256) or a line NAME+ID+KEY.");
    }
}
