using Compliance.Ledger.Notes;

namespace Compliance.Ledger.Keys;

/// <summary>A key that signs. Owner: the process's composition; one thread at a time, until Dispose.</summary>
public abstract class LedgerKey : IDisposable
{
    public abstract LedgerPublicKey PublicKey { get; }

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
