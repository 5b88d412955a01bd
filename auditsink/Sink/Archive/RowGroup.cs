using Apache.Arrow;
using Compliance.AuditSink.Archive.Columns;
using Compliance.Events;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// Rows of a file to be, column by column, in the order of <see cref="EventFields"/>. Owned by one open file; reused from row group to
/// row group. The batch it builds is valid until <see cref="Clear"/>.
/// </summary>
internal sealed class RowGroup
{
    /// <summary>Footer key that says which schema of the event the columns follow.</summary>
    public const string SchemaKey = "compliance.event.schema";

    /// <summary>The archive's columns; what is added later is nullable.</summary>
    public static readonly Schema Schema = new(
        EventFields.InOrder.Select(field => new Field(field.Column, FieldColumn.For(field).Type, field.Nullable)),
        [new(SchemaKey, $"{EventCodec.Schema}")]);

    private readonly FieldColumn[] _columns = [.. EventFields.InOrder.Select(FieldColumn.For)];

    public int Rows { get; private set; }

    public void Append(AuditEvent e)
    {
        foreach (var column in _columns)
            column.Append(e);
        Rows++;
    }

    public RecordBatch Build() => new(Schema, _columns.Select(column => column.Build()), Rows);

    public void Clear()
    {
        foreach (var column in _columns)
            column.Clear();
        Rows = 0;
    }
}
