namespace Compliance.Gateway.Upstream;

/// <summary>What a broker's salt and iterations make of a password (RFC 5802's ClientKey and ServerKey). Immutable; never in text.</summary>
internal sealed class ScramKeys(byte[] salt, int iterations, byte[] client, byte[] server)
{
    public byte[] Client => client;
    public byte[] Server => server;

    public bool IsOf(byte[] otherSalt, int otherIterations) => iterations == otherIterations && salt.AsSpan().SequenceEqual(otherSalt);
}
