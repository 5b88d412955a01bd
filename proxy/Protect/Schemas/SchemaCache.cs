using Compliance.Rules.Compiled;

namespace Compliance.Protect.Schemas;

/// <summary>
/// The schemas that have been asked for, by id; for good, since what an id names never changes. Bounded: what nobody uses any more gives
/// way. Thread-safe; finding takes no lock and allocates nothing. Filled by whoever asks the registry.
/// </summary>
/// <param name="capacity">About so many are kept.</param>
public sealed class SchemaCache(int capacity)
{
    private readonly BoundedCache<SchemaId, ValueSchema> _schemas = new(capacity);

    public int Count => _schemas.Count;

    /// <summary>Null: nobody has asked for it yet, or in vain.</summary>
    public ValueSchema? Find(SchemaId id) => _schemas.TryGet(id, out var schema) ? schema : null;

    public void Add(SchemaId id, ValueSchema schema) => _schemas.Set(id, schema);
}
