using Apache.Arrow;
using Apache.Arrow.Types;
using Compliance.Events;

namespace Compliance.AuditSink.Archive.Columns;

/// <summary>A UUID as its 36 characters, which every reader shows and compares alike.</summary>
internal sealed class UuidColumn(UuidField field) : FieldColumn
{
    private readonly TextValues _values = new();
    private readonly Validity? _validity = field.Nullable ? new() : null;

    public override IArrowType Type => StringType.Default;

    public override void Append(AuditEvent e)
    {
        var value = field.Get(e);
        if (value is { } present)
            _values.Append(present);
        else
            _values.AppendNothing();
        _validity?.Append(value is not null);
    }

    public override IArrowArray Build() => _values.Build(_validity);

    public override void Clear()
    {
        _values.Clear();
        _validity?.Clear();
    }
}
