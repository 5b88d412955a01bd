namespace Compliance.Events;

/// <summary>A field of one number: a count, a code, a time or a duration.</summary>
public sealed class NumberField : EventField
{
    // The years 1 to 9999, as every reader of the archive and of the index knows them.
    private static readonly long EarliestTime = EventTime.Micros(DateTimeOffset.MinValue);
    private static readonly long LatestTime = EventTime.Micros(DateTimeOffset.MaxValue);

    private readonly Func<AuditEvent, long> _get;
    private readonly Action<AuditEvent, long> _set;
    private readonly long _default;
    private readonly (long Least, long Most) _range;

    internal NumberField(
        int id, FieldType type, string path, string column, long? none, Func<AuditEvent, long> get, Action<AuditEvent, long> set)
        : base(id, type, path, column)
    {
        (_get, _set, _default, Nullable) = (get, set, none ?? 0, none is not null);
        _range = type switch
        {
            FieldType.Number16 => (short.MinValue, short.MaxValue),
            FieldType.Number32 => (int.MinValue, int.MaxValue),
            FieldType.Time => (EarliestTime, LatestTime),
            _ => (long.MinValue, long.MaxValue),
        };
    }

    public override bool Nullable { get; }
    internal override WireType Wire => WireType.Number;

    /// <summary>Null where the event says "none".</summary>
    public long? Get(AuditEvent e)
    {
        var value = _get(e);
        return Nullable && value == _default ? null : value;
    }

    internal override void Write(ref EventWriter writer, AuditEvent e)
    {
        var value = _get(e);
        if (value == _default)
            return;
        writer.Key(Id, WireType.Number);
        writer.Number(value);
    }

    internal override bool Read(ref EventReader reader, AuditEvent e)
    {
        if (!reader.Number(out var value) || value < _range.Least || value > _range.Most)
            return false;
        _set(e, value);
        return true;
    }
}
