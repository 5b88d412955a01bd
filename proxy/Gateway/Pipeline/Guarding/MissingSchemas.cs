using Compliance.Gateway.Registry;
using Compliance.Protect.Schemas;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>
/// Schemas that the records of one frame name and nobody has asked for yet. Bounded: who writes could name a million of them. One per
/// direction of a session.
/// </summary>
internal sealed class MissingSchemas
{
    private readonly List<SchemaId> _ids = [];

    public MissingSchemas() => Take = Add;

    public bool Any => _ids.Count > 0;

    public IReadOnlyList<SchemaId> Ids => _ids;

    /// <summary>Made once, so that a record costs nothing.</summary>
    public Action<SchemaId> Take { get; }

    private void Add(SchemaId id)
    {
        if (_ids.Count < SchemaRegistry.MostAtOnce && !_ids.Contains(id))
            _ids.Add(id);
    }

    public void Clear() => _ids.Clear();
}
