namespace Compliance.Events;

/// <summary>
/// A field of several texts. At most <see cref="MaxItems"/> go on the wire; when there were more, the last one says so (<c>…</c>), so that
/// a cut is seen in the evidence.
/// </summary>
public sealed class TextListField : EventField
{
    public const int MaxItems = 256;
    private const string More = "…";
    private readonly Func<AuditEvent, IList<string>> _get;

    internal TextListField(int id, string path, string column, Func<AuditEvent, IList<string>> get)
        : base(id, FieldType.KeywordList, path, column) => _get = get;

    public override bool Nullable => false;
    internal override WireType Wire => WireType.List;

    public IList<string> Get(AuditEvent e) => _get(e);

    internal override void Write(ref EventWriter writer, AuditEvent e)
    {
        var items = _get(e);
        if (items.Count == 0)
            return;
        var count = Math.Min(items.Count, MaxItems);
        var size = 0;
        for (var i = 0; i < count; i++)
            size += EventWriter.TextSize(Item(items, i));
        writer.Key(Id, WireType.List);
        writer.Varint((ulong)size);
        for (var i = 0; i < count; i++)
            writer.Text(Item(items, i));
    }

    internal override bool Read(ref EventReader reader, AuditEvent e)
    {
        if (!reader.Slice(out var bytes))
            return false;
        var items = _get(e);
        var inner = new EventReader(bytes);
        while (!inner.AtEnd)
        {
            if (items.Count == MaxItems || !inner.Text(out var item))
                return false;
            items.Add(item);
        }

        return true;
    }

    private static ReadOnlySpan<char> Item(IList<string> items, int index) =>
        index == MaxItems - 1 && items.Count > MaxItems ? More : EventText.Cut(items[index]);
}
