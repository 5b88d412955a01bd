using System.Text;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// What an Avro schema tags, by the attribute <c>confluent:tags</c> of a field, or <c>tags</c>. A tag on an array or a map is about each of its items,
/// and on a union about each of its branches. One use per instance.
/// </summary>
internal sealed class AvroTags
{
    private readonly Dictionary<AvroType, SchemaPlace> _places = [];
    private readonly Queue<AvroType> _records = new();

    internal static SchemaPlace Of(AvroType root)
    {
        var reader = new AvroTags();
        var place = reader.Place(root, []);
        while (reader._records.TryDequeue(out var record))
        {
            foreach (var field in record.Fields)
                reader._places[record].AddMember(Encoding.UTF8.GetString(field.Name), reader.Place(field.Type, field.Tags));
        }

        return place;
    }

    private SchemaPlace Place(AvroType type, string[] tags)
    {
        var place = new SchemaPlace();
        switch (type.Kind)
        {
            case AvroKind.Union:
                foreach (var branch in type.Branches)
                    place.AddSame(Place(branch, tags));
                break;
            case AvroKind.Array:
                place.AddElements(Place(type.Item!, tags));
                break;
            case AvroKind.Map:
                place.AddOthers(Place(type.Item!, tags));
                break;
            case AvroKind.Record:
                place.Tags.AddRange(tags);
                place.AddSame(Record(type));
                break;
            default:
                place.Tags.AddRange(tags);
                break;
        }

        return place;
    }

    /// <summary>Once for each, since it may contain itself.</summary>
    private SchemaPlace Record(AvroType type)
    {
        if (_places.TryGetValue(type, out var place))
            return place;
        _records.Enqueue(type);
        return _places[type] = new();
    }
}
