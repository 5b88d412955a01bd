namespace Compliance.Gateway.Pipeline;

/// <summary>
/// The chain's plan of a route, as it is now; swapped whole when settings are read again. Any thread reads, the process writes. Each
/// session takes it up with its next request.
/// </summary>
internal sealed class LiveChain(ChainPlan first)
{
    private volatile ChainPlan _current = first;

    public ChainPlan Current
    {
        get => _current;
        set => _current = value;
    }
}
