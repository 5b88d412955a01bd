namespace Compliance.Kafka.Records.Codecs;

/// <summary>
/// Codec contexts to use again: as many as there are processors are kept, more are made for a moment and disposed of. Any thread; no locks.
/// </summary>
internal sealed class ContextPool<T>(Func<T> create)
    where T : class, IDisposable
{
    private readonly T?[] _kept = new T?[Environment.ProcessorCount];

    public T Rent()
    {
        for (int i = 0; i < _kept.Length; i++)
        {
            if (_kept[i] is not null && Interlocked.Exchange(ref _kept[i], null) is { } context)
                return context;
        }

        return create();
    }

    /// <summary>Gives a context back. One that failed is disposed of by its user instead: its state is unknown.</summary>
    public void Return(T context)
    {
        for (int i = 0; i < _kept.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _kept[i], context, null) is null)
                return;
        }

        context.Dispose();
    }
}
