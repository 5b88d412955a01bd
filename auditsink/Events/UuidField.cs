namespace Compliance.Events;

/// <summary>A field of one UUID; all zero means none.</summary>
public sealed class UuidField : EventField
{
    private readonly Func<AuditEvent, Guid> _get;
    private readonly Action<AuditEvent, Guid> _set;

    internal UuidField(
        int id, string path, string column, bool nullable, Func<AuditEvent, Guid> get, Action<AuditEvent, Guid> set)
        : base(id, FieldType.Uuid, path, column)
    {
        (_get, _set, Nullable) = (get, set, nullable);
    }

    public override bool Nullable { get; }
    internal override WireType Wire => WireType.Uuid;

    public Guid? Get(AuditEvent e)
    {
        var value = _get(e);
        return Nullable && value == default ? null : value;
    }

    internal override void Write(ref EventWriter writer, AuditEvent e)
    {
        var value = _get(e);
        if (value == default)
            return;
        writer.Key(Id, WireType.Uuid);
        writer.Uuid(value);
    }

    internal override bool Read(ref EventReader reader, AuditEvent e)
    {
        if (!reader.Uuid(out var value))
            return false;
        _set(e, value);
        return true;
    }
}
