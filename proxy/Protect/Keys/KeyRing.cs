using System.Collections.Frozen;
using System.Security.Cryptography;
using Compliance.Protect.Ciphers;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Keys;

/// <summary>
/// The keys of a rule set, by name. Made at start and on reload, shared by all sessions, thread-safe; never shows material.
/// The owner disposes it when no session uses it any longer.
/// </summary>
public sealed class KeyRing : IDisposable
{
    private readonly FrozenDictionary<string, IDisposable> _keys;

    private KeyRing(Dictionary<string, IDisposable> keys)
    {
        _keys = keys.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Without any key: what needs one is a fault.</summary>
    public static KeyRing Empty { get; } = new([]);

    /// <summary>Reads every key. What can't be read is a problem of severity error and is not in the ring.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="problems">Takes what is wrong with them.</param>
    /// <param name="unwrap">Asks the services that have wrapped keys; null: nobody can.</param>
    public static KeyRing Load(IEnumerable<KeyReference> keys, ICollection<Problem> problems, UnwrapKey? unwrap = null)
    {
        var loaded = new Dictionary<string, IDisposable>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            byte[]?[] materials = [.. key.Sources.Select(source => KeyFile.Read(key, source, problems, unwrap))];
            if (materials.All(material => material is not null))
                loaded[key.Name] = Make(key.Use, materials!);
            else
                Array.ForEach(materials, material => CryptographicOperations.ZeroMemory(material));
        }

        return new(loaded);
    }

    /// <summary>Random keys that live as long as the ring: to try policies where the real keys must not be.</summary>
    public static KeyRing Ephemeral(IEnumerable<KeyReference> keys) => new(keys
        .DistinctBy(k => k.Name)
        .ToDictionary(k => k.Name, k => Make(k.Use, [RandomNumberGenerator.GetBytes(HmacKey.MinBytes)]), StringComparer.Ordinal));

    /// <summary>From now on the uses of keys that encrypt are counted there, with those that the same keys had in other rings. Before the first session has it.</summary>
    public void CountIn(KeyUses uses)
    {
        foreach (var (name, key) in _keys)
        {
            if (key is KeyChain<GcmKey> { Current: var gcm })
                gcm.Count = uses.Of(name, gcm.Id, isBounded: true);
            else if (key is KeyChain<XaesKey> { Current: var xaes })
                xaes.Count = uses.Of(name, xaes.Id, isBounded: false);
        }
    }

    /// <summary>Null: there is no such key, or it is for something else.</summary>
    internal TKey? Find<TKey>(string name) where TKey : class => _keys.GetValueOrDefault(name) as TKey;

    private static IDisposable Make(KeyUse use, byte[][] materials)
    {
        if (use is KeyUse.Hash or KeyUse.Shift or KeyUse.Synthetic)
            return new HmacKey(materials[0]);
        IDisposable key = use switch
        {
            KeyUse.Siv => new SivKey(materials[0]),
            KeyUse.Ff1 => new Ff1Key(materials[0]),
            KeyUse.Gcm => new KeyChain<GcmKey>([.. materials.Select(material => new GcmKey(material))]),
            _ => new KeyChain<XaesKey>([.. materials.Select(material => new XaesKey(material))]),
        };
        Array.ForEach(materials, material => CryptographicOperations.ZeroMemory(material));
        return key;
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
    }
}
