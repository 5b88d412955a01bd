using Apache.Arrow;
using Apache.Arrow.Types;
using Compliance.Events;

namespace Compliance.AuditSink.Archive.Columns;

/// <summary>A list of texts a row; a row without any holds an empty list, never null.</summary>
internal sealed class TextListColumn(TextListField field) : FieldColumn
{
    private static readonly ListType OfTexts = new(new Field("element", StringType.Default, false));
    private readonly TextValues _values = new();
    private readonly ListOffsets _offsets = new();

    public override IArrowType Type => OfTexts;

    public override void Append(AuditEvent e)
    {
        var texts = field.Get(e);
        for (var i = 0; i < texts.Count; i++)
            _values.Append(texts[i]);
        _offsets.Close(_values.Count);
    }

    public override IArrowArray Build() => _offsets.Build(OfTexts, _values.Build(null).Data);

    public override void Clear()
    {
        _values.Clear();
        _offsets.Clear();
    }
}
