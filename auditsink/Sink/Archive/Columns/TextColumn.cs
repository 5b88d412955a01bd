using Apache.Arrow;
using Apache.Arrow.Types;
using Compliance.Events;

namespace Compliance.AuditSink.Archive.Columns;

/// <summary>A field of text.</summary>
internal sealed class TextColumn(TextField field) : FieldColumn
{
    private readonly TextValues _values = new();
    private readonly Validity? _validity = field.Nullable ? new() : null;

    public override IArrowType Type => StringType.Default;

    public override void Append(AuditEvent e)
    {
        var text = field.Get(e);
        _values.Append(text);
        _validity?.Append(text is not null);
    }

    public override IArrowArray Build() => _values.Build(_validity);

    public override void Clear()
    {
        _values.Clear();
        _validity?.Clear();
    }
}
