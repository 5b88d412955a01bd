namespace Compliance.Gateway.Pipeline.Quotas;

/// <summary>What one principal has used of one quota. Owner: the ledger, which may forget it; thread-safe.</summary>
internal abstract class QuotaUse
{
    private volatile bool _isForgotten;

    /// <summary>The ledger has let it go: whoever holds it asks the ledger again.</summary>
    public bool IsForgotten => _isForgotten;

    protected Lock Gate { get; } = new();

    /// <summary>Under the gate: nothing of it is used now, so that forgetting it forgets nothing.</summary>
    protected abstract bool IsIdle { get; }

    /// <summary>False: it is in use.</summary>
    public bool TryForget()
    {
        lock (Gate)
            return _isForgotten = IsIdle;
    }
}
