namespace Compliance.Events;

/// <summary>
/// One row of the table in <see cref="EventFields"/>: where a field of <see cref="AuditEvent"/> goes on the wire, in the archive and in
/// the index. Immutable, shared by all threads.
/// </summary>
public abstract class EventField
{
    private protected EventField(int id, FieldType type, string path, string column)
    {
        (Id, Type, Path, Column) = (id, type, path, column);
    }

    /// <summary>Number on the wire; never given to another field later.</summary>
    public int Id { get; }
    public FieldType Type { get; }

    /// <summary>Dotted ECS name, as Elasticsearch and the dashboards know it.</summary>
    public string Path { get; }

    /// <summary>Column of the archive.</summary>
    public string Column { get; }

    /// <summary>True if the archive's column holds nulls: the field has a value that means "none".</summary>
    public abstract bool Nullable { get; }

    internal abstract WireType Wire { get; }

    /// <summary>Writes key and value, or nothing when the event holds the field's default.</summary>
    internal abstract void Write(ref EventWriter writer, AuditEvent e);

    /// <summary>Reads the value behind the key; false if the bytes do not hold one.</summary>
    internal abstract bool Read(ref EventReader reader, AuditEvent e);
}
