namespace Compliance.Kafka.Schema;

/// <summary>
/// The role of every field that the protocol's <c>entityType</c> leaves out. A row holds places, as "Message.Path", or
/// "*.Name" for a field that means the same in every message. A place wins over <c>entityType</c>, that over "*.Name".
/// A name-like field without any of them fails a test, and so does a place that the protocol lacks.
/// </summary>
internal static class EntityOverrides
{
    private static readonly Dictionary<string, OverrideRow> ByPlace = Index();

    public static IReadOnlyCollection<string> Places => ByPlace.Keys;

    public static FieldRole RoleOf(string message, string path, FieldSpec field)
    {
        if (ByPlace.TryGetValue($"{message}.{path}", out OverrideRow? row))
            return row.Role;
        FieldRole role = field.EntityType switch
        {
            "topicName" => FieldRole.TopicName,
            "groupId" => FieldRole.GroupId,
            "transactionalId" => FieldRole.TransactionalId,
            "producerId" => FieldRole.ProducerId,
            "brokerId" => FieldRole.BrokerId,
            null => FieldRole.None,
            _ => throw new InvalidDataException($"kafka-protocol.json: {message}.{path} has the unknown entityType '{field.EntityType}'."),
        };
        if (role != FieldRole.None || field.Type == FieldType.Struct)
            return role;
        return ByPlace.TryGetValue($"*.{field.Name}", out row) ? row.Role : FieldRole.None;
    }

    private static Dictionary<string, OverrideRow> Index()
    {
        var byPlace = new Dictionary<string, OverrideRow>(StringComparer.Ordinal);
        foreach (OverrideRow row in EntityOverrideRows.All)
            foreach (string place in row.Places.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                byPlace.Add(place, row);
        return byPlace;
    }
}
