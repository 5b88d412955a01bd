using System.Collections.Immutable;

namespace Compliance.Protect.Keys;

/// <summary>A key with those that were used before it: the first makes, all of them turn back. Immutable; disposing clears them.</summary>
internal sealed class KeyChain<TKey>(ImmutableArray<TKey> keys) : IDisposable where TKey : class, IDisposable
{
    /// <summary>Newest first.</summary>
    internal ImmutableArray<TKey> Keys { get; } = keys;

    internal TKey Current => Keys[0];

    public void Dispose()
    {
        foreach (var key in Keys)
            key.Dispose();
    }
}
