
namespace Compliance.Signing;

/// <summary>A key that signs. Owner: the process's composition; one thread at a time, until Dispose.</summary>
public abstract class SigningKey : IDisposable
{
    public abstract VerifyingKey PublicKey { get; }

    public abstract byte[] Sign(ReadOnlySpan<byte> text);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
