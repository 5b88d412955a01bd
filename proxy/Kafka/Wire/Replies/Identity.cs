using System.Globalization;
using System.Text;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire.Objects;

namespace Compliance.Kafka.Wire.Replies;

/// <summary>
/// The fields by which a client finds an entry of a response again: names, ids and indices. They are matched by role, as
/// a request and its response may call them differently (Topic and Name, Partition and PartitionIndex).
/// </summary>
internal static class Identity
{
    private const short DescribeScram = 50;

    /// <summary>Copies what identifies an element of a request, a struct or a string, into an entry of the response.</summary>
    public static void Copy(Walk request, int element, Message entry)
    {
        // A broker that may not tell of users leaves out whom it was asked about.
        if (entry.Program.Api.Key == DescribeScram)
            return;
        for (int i = 0; i < entry.Fields.Count; i++)
        {
            FieldSchema field = entry.Fields[i];
            if (!Identifies(field) || Source(request, element, field) is not (var node and >= 0))
                continue;
            object? value = MessageDecoder.Value(request, node, request.Program.Field(request.Nodes[node].Field));
            if (value is not null || field.Nullable)
                entry.SetAt(i, value);
        }
    }

    /// <summary>Copies an element of an array of int32, as a partition's index.</summary>
    public static void Copy(FieldRole role, int item, Message entry)
    {
        for (int i = 0; i < entry.Fields.Count; i++)
            if (entry.Fields[i].Role == role && entry.Fields[i].Type == FieldType.Int32)
                entry.SetAt(i, item);
    }

    /// <summary>
    /// The identity of an entry as a text, equal for equal identities. Beside a topic's name its id says nothing: what
    /// the proxy refused has none.
    /// </summary>
    public static string Key(Message entry)
    {
        var key = new StringBuilder();
        for (int i = 0; i < entry.Fields.Count; i++)
            Append(key, entry.Fields[i], entry.ValueAt(i));
        return key.ToString();
    }

    /// <summary>As <see cref="Key(Message)"/>, for a struct of a walk.</summary>
    public static string Key(Walk walk, int node)
    {
        var key = new StringBuilder();
        foreach (FieldSchema field in walk.Program.FieldsOf(walk.Nodes[node].Field))
            if (walk.Child(node, field.Id) is var child and >= 0)
                Append(key, field, Identifies(field) ? MessageDecoder.Value(walk, child, field) : null);
        return key.ToString();
    }

    private static void Append(StringBuilder key, FieldSchema field, object? value)
    {
        if (!Identifies(field) || value is null || (field.Role == FieldRole.TopicId && key.Length > 0))
            return;
        string text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        key.Append(text.Length).Append(':').Append(text);
    }

    private static int Source(Walk request, int element, FieldSchema target)
    {
        WalkNode at = request.Nodes[element];
        if (at.Kind != NodeKind.Struct)
            return request.Role(element) == target.Role ? element : -1;
        foreach (FieldSchema field in request.Program.FieldsOf(at.Field))
            if (field.Role == target.Role && field.Type == target.Type)
                return request.Child(element, field.Id);
        return -1;
    }

    private static bool Identifies(FieldSchema field) => field.Type is not (FieldType.Array or FieldType.Struct) && field.Role
        is FieldRole.TopicName or FieldRole.TopicId or FieldRole.PartitionIndex or FieldRole.GroupId or FieldRole.TransactionalId
        or FieldRole.CoordinatorKey or FieldRole.ResourceName or FieldRole.ResourceType or FieldRole.UserName or FieldRole.ProducerId
        or FieldRole.MemberId or FieldRole.GroupInstanceId or FieldRole.QuotaEntityType or FieldRole.QuotaEntityName
        or FieldRole.FeatureName;
}
