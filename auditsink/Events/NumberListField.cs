namespace Compliance.Events;

/// <summary>A field of several numbers; what is above <see cref="MaxItems"/> stays off the wire (a count of its own says how many).</summary>
public sealed class NumberListField : EventField
{
    public const int MaxItems = 64;
    private readonly Func<AuditEvent, IList<long>> _get;

    internal NumberListField(int id, FieldType type, string path, string column, Func<AuditEvent, IList<long>> get)
        : base(id, type, path, column) => _get = get;

    public override bool Nullable => false;
    internal override WireType Wire => WireType.List;

    public IList<long> Get(AuditEvent e) => _get(e);

    internal override void Write(ref EventWriter writer, AuditEvent e)
    {
        var items = _get(e);
        if (items.Count == 0)
            return;
        var count = Math.Min(items.Count, MaxItems);
        var size = 0;
        for (var i = 0; i < count; i++)
            size += EventWriter.NumberSize(items[i]);
        writer.Key(Id, WireType.List);
        writer.Varint((ulong)size);
        for (var i = 0; i < count; i++)
            writer.Number(items[i]);
    }

    internal override bool Read(ref EventReader reader, AuditEvent e)
    {
        if (!reader.Slice(out var bytes))
            return false;
        var items = _get(e);
        var inner = new EventReader(bytes);
        while (!inner.AtEnd)
        {
            if (items.Count == MaxItems || !inner.Number(out var item) || (Type == FieldType.Number32List && item is < int.MinValue or > int.MaxValue))
                return false;
            items.Add(item);
        }

        return true;
    }
}
