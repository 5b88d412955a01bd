namespace Compliance.Kafka.Wire.Replies;

/// <summary>Puts the entries of refused elements into a broker's response.</summary>
internal static class ReplyMerge
{
    public static void Struct(Message refused, Walk response, int node, Edits edits, Mirror[] mirrors)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (Mirror mirror in mirrors)
            if (refused.Has(mirror.Response) && done.Add(mirror.Response))
                Array(refused, response, MirrorPath.Child(response, node, mirror.Response), edits, mirror);
    }

    private static void Array(Message refused, Walk response, int array, Edits edits, Mirror mirror)
    {
        IReadOnlyList<Message> entries = refused.Structs(mirror.Response);
        if (array < 0 || entries.Count == 0)
            return;
        Dictionary<string, int> answered = mirror.Below.Length > 0 ? ByKey(response, array) : [];
        foreach (Message entry in entries)
            // What nothing identifies, as an entry of quotas whose entities stand below it, is nobody else's.
            if (Identity.Key(entry) is { Length: > 0 } key && answered.TryGetValue(key, out int known))
                Struct(entry, response, known, edits, mirror.Below);
            else
                edits.Append(array, entry.Encode());
    }

    private static Dictionary<string, int> ByKey(Walk response, int array)
    {
        var byKey = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (int element in response.Elements(array))
            byKey[Identity.Key(response, element)] = element;
        return byKey;
    }
}
