using System.Collections.Concurrent;
using Compliance.Protect.Ciphers;

namespace Compliance.Protect.Keys;

/// <summary>
/// How often each key has encrypted in this process: over reloads, and whatever routes and policies name it. A key is known by what names it in
/// ciphertexts, which says nothing of it. One count for each encrypting key that any policy of the run has named. Owner: the process; thread-safe.
/// </summary>
/// <param name="wears">Told once of each key that has done a quarter of what it may: name, id, how often.</param>
public sealed class KeyUses(Action<string, string, long>? wears = null)
{
    /// <summary>Under one key more random nonces of 96 bits are not to be drawn (SP 800-38D, 8.3).</summary>
    public const long Bound = GcmKey.MostUses;

    private readonly ConcurrentDictionary<string, KeyCount> _counts = new(StringComparer.Ordinal);
    private long _most = Bound;

    /// <summary>How often a key of AES-GCM by itself encrypts; those of other methods are only counted.</summary>
    public long Most
    {
        get => Volatile.Read(ref _most);
        set => Volatile.Write(ref _most, value);
    }

    /// <summary>By name (that of the policy which named it first) and id.</summary>
    public IEnumerable<(string Name, string Id, bool IsBounded, long Uses)> Counts =>
        _counts.Values.OrderBy(count => count.Name, StringComparer.Ordinal).ThenBy(count => count.Id, StringComparer.Ordinal).Select(count => (count.Name, count.Id, count.IsBounded, count.Uses));

    internal KeyCount Of(string name, ReadOnlySpan<byte> id, bool isBounded) =>
        _counts.GetOrAdd(Convert.ToHexStringLower(id), key => new KeyCount(this, name, key, isBounded));

    internal void Tell(KeyCount count) => wears?.Invoke(count.Name, count.Id, count.Uses);
}
