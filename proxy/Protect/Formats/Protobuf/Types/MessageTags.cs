using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf.Types;

/// <summary>
/// What the messages of a schema tag, by the field option <c>(confluent.field_meta).tags</c>. A tag on a list or a map is about each of its items.
/// Stateless.
/// </summary>
internal static class MessageTags
{
    private const int EntryValue = 2;

    internal static void AddTo(IReadOnlyCollection<MessageType> messages)
    {
        if (!messages.Any(m => m.Fields.Exists(f => f.Tags.Length > 0)))
            return;
        var places = messages.ToDictionary(m => m, _ => new SchemaPlace());
        foreach (var (message, place) in places)
        {
            foreach (var field in message.Fields)
            {
                var found = Place(field, field.Tags, places);
                place.AddMember(field.Name, found);
                if (field.JsonName != field.Name)
                    place.AddMember(field.JsonName, found);
            }

            // It may hold a message of any of the types, whose fields stand in its place then.
            if (message.WellKnown == WellKnown.Any)
            {
                foreach (var held in messages.Where(m => m != message && !m.IsMapEntry))
                    place.AddSame(places[held]);
            }

            message.Tagged = new TaggedPlans(place);
        }
    }

    private static SchemaPlace Place(FieldType field, string[] tags, Dictionary<MessageType, SchemaPlace> places)
    {
        var place = new SchemaPlace();
        if (field.IsMap && field.Message!.Fields.Find(f => f.Number == EntryValue) is { } value)
            place.AddOthers(Single(value, tags, places));
        else if (field.IsRepeated)
            place.AddElements(Single(field, tags, places));
        else
            return Single(field, tags, places);
        return place;
    }

    private static SchemaPlace Single(FieldType field, string[] tags, Dictionary<MessageType, SchemaPlace> places)
    {
        var place = new SchemaPlace();
        place.Tags.AddRange(tags);
        // Another message that stands for something else has no fields of its own to look into.
        if (field.Message is { WellKnown: WellKnown.No or WellKnown.Any } message)
            place.AddSame(places[message]);
        return place;
    }
}
