
namespace Compliance.Signing;

/// <summary>
/// Who may make statements of custody, each with the public keys that were ever theirs. One key belongs to one person: else one person would
/// be two. Immutable; any thread.
/// </summary>
public sealed class People
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<VerifyingKey>> _keys;

    /// <exception cref="SigningException">A name is none, or two people share a key.</exception>
    public People(IReadOnlyDictionary<string, IReadOnlyList<VerifyingKey>> keys)
    {
        foreach (var name in keys.Keys.Where(name => !SignedNote.IsName(name)))
            throw new SigningException($"people: '{name}' is no name that signs: it must be one word without a plus sign.");
        var shared = keys.SelectMany(person => person.Value.Distinct(), (person, key) => (person.Key, Key: key)).GroupBy(pair => pair.Key).FirstOrDefault(group => group.Count() > 1);
        if (shared is not null)
            throw new SigningException($"people: {string.Join(" and ", shared.Select(pair => pair.Item1))} have the same key, so that one of them could be both. Each needs a key of their own.");
        _keys = keys;
    }

    public static People Nobody { get; } = new(new Dictionary<string, IReadOnlyList<VerifyingKey>>());

    public bool IsEmpty => _keys.Count == 0;

    public IEnumerable<string> Names => _keys.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether the note is signed by that person, with one of their keys.</summary>
    public bool Signed(SignedNote note, string name) => _keys.TryGetValue(name, out var keys) && keys.Any(key => note.IsSignedBy(name, key));

    /// <summary>Whether that key is that person's.</summary>
    public bool Has(string name, VerifyingKey key) => _keys.TryGetValue(name, out var keys) && keys.Contains(key);
}
