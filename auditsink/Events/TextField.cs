namespace Compliance.Events;

/// <summary>A field of text. One that may be missing is null in the event; one that may not is never null, and empty by default.</summary>
public sealed class TextField : EventField
{
    private readonly Func<AuditEvent, string?> _get;
    private readonly Action<AuditEvent, string> _set;

    internal TextField(
        int id, FieldType type, string path, string column, bool nullable, Func<AuditEvent, string?> get, Action<AuditEvent, string> set)
        : base(id, type, path, column)
    {
        (_get, _set, Nullable) = (get, set, nullable);
    }

    public override bool Nullable { get; }
    internal override WireType Wire => WireType.Text;

    public string? Get(AuditEvent e) => _get(e);

    internal override void Write(ref EventWriter writer, AuditEvent e)
    {
        var text = _get(e);
        if (text is null || (!Nullable && text.Length == 0))
            return;
        writer.Key(Id, WireType.Text);
        writer.Text(EventText.Cut(text));
    }

    internal override bool Read(ref EventReader reader, AuditEvent e)
    {
        if (!reader.Text(out var text))
            return false;
        _set(e, text);
        return true;
    }
}
