using Compliance.Events;
using DuckDB.NET.Data;

namespace Compliance.Auditctl.Export;

/// <summary>The row that a reader stands on, by the fields of an event. Valid until the reader moves; not thread-safe.</summary>
internal sealed class EventRow
{
    private readonly DuckDBDataReader _reader;
    private readonly int[] _ordinals = new int[EventFields.InOrder.Length + 1];

    /// <param name="reader">Whose columns are the fields in that order, times as microseconds.</param>
    /// <param name="fields">The fields.</param>
    public EventRow(DuckDBDataReader reader, IReadOnlyList<EventField> fields)
    {
        (_reader, Fields) = (reader, fields);
        Array.Fill(_ordinals, -1);
        for (var i = 0; i < fields.Count; i++)
            _ordinals[fields[i].Id] = i;
    }

    /// <summary>The fields that the row has.</summary>
    public IReadOnlyList<EventField> Fields { get; }

    /// <summary>Null where there is none, or none worth telling: an empty text.</summary>
    public string? Text(EventField field) => Is(field) && _reader.GetString(Of(field)) is { Length: > 0 } text ? text : null;

    public long? Number(EventField field) => !Is(field) ? null
        : field.Type is FieldType.Number16 or FieldType.Number32 ? _reader.GetInt32(Of(field))
        : _reader.GetInt64(Of(field));

    public DateTime? Time(EventField field) => Number(field) is { } micros ? EventTime.Of(micros).UtcDateTime : null;

    public IReadOnlyList<string> Texts(EventField field) => Is(field) ? _reader.GetFieldValue<List<string>>(Of(field)) : [];

    public IReadOnlyList<long> Numbers(EventField field) => !Is(field) ? []
        : field.Type == FieldType.Number32List ? [.. _reader.GetFieldValue<List<int>>(Of(field)).Select(number => (long)number)]
        : _reader.GetFieldValue<List<long>>(Of(field));

    private bool Is(EventField field) => !_reader.IsDBNull(Of(field));

    private int Of(EventField field) => _ordinals[field.Id];
}
