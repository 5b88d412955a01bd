using Compliance.Kafka.Records;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;
using static Compliance.Kafka.Wire.KafkaError;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// What a broker finds wrong with a request before it looks at rights: who lacks them hears of that first, as everybody does. Asked on the
/// way of a refusal alone; what is allowed goes on, and the broker says it itself.
/// </summary>
internal static class RequestForm
{
    private const short Produce = 0, Metadata = 3, SyncGroup = 14, DeleteTopics = 20, DescribeAcls = 29, DeleteAcls = 31, DescribeConfigs = 32, ShareGroupHeartbeat = 76;
    private const int LongestMemberId = 36;

    /// <summary>The code that refuses a whole request in place of the one for lack of rights; the latter where its form is right.</summary>
    public static KafkaError ErrorOf(Walk request, KafkaError refusal) => request.Program.Api.Key switch
    {
        Produce when IsOfTopics(refusal) && IsNull(request, "TransactionalId") && HasTransactionalRecords(request) => TransactionalIdAuthorizationFailed,
        Metadata when request.Program.Version is 10 or 11 && NamesTopicsById(request) => InvalidRequest,
        SyncGroup when request.Program.Version >= 5 && (IsNull(request, "ProtocolType") || IsNull(request, "ProtocolName")) => InconsistentGroupProtocol,
        DescribeConfigs when ConfigForm.NamesUnknownType(request) => InvalidRequest,
        ShareGroupHeartbeat when IsOfTopics(refusal) && !IsMemberId(request) => InvalidRequest,
        _ => refusal,
    };

    /// <summary>The same for one element of its list.</summary>
    public static KafkaError ErrorOf(Walk request, int element, KafkaError refusal) => request.Program.Api.Key switch
    {
        DeleteTopics when request.Program.Version >= 6 && HasId(request, element) == EntryName.IsGiven(request, element, ResourceType.Topic) => InvalidRequest,
        ConfigForm.AlterConfigs or ConfigForm.IncrementalAlterConfigs when ConfigForm.IsWrong(request, element) => InvalidRequest,
        _ => refusal,
    };

    /// <summary>A request about ACLs with a zero for one of its types and operations, which a broker can't read: it closes the connection.</summary>
    public static bool IsUnreadable(Walk request)
    {
        if (request.Program.Api.Key is < DescribeAcls or > DeleteAcls)
            return false;
        var nodes = request.Nodes;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Kind == NodeKind.Value && request.Program.Field(nodes[i].Field).Type == FieldType.Int8 && request.Int8(i) == 0)
                return true;
        }

        return false;
    }

    /// <summary>Whether any partition's records are of a transaction; records that can't be read as a batch of today count as such.</summary>
    public static bool HasTransactionalRecords(Walk request)
    {
        foreach (var records in request.WithRole(FieldRole.Records))
        {
            var batches = new RecordSetView(request.Content(records));
            while (batches.MoveNext())
            {
                if (batches.Current.IsTransactional)
                    return true;
            }

            if (batches.Fault is not null || batches.TailLength > 0)
                return true;
        }

        return false;
    }

    private static bool IsOfTopics(KafkaError refusal) => refusal is TopicAuthorizationFailed or UnknownTopicId;

    private static bool IsNull(Walk request, string field) => request.Child(Walk.Root, request.Program.FieldId(field)) is var node && (node < 0 || request.IsNull(node));

    private static bool IsMemberId(Walk request) =>
        Utf8Names.Comparer.Create(request.Utf8(request.Child(Walk.Root, request.Program.FieldId("MemberId")))).Length is > 0 and <= LongestMemberId;

    /// <summary>Ids have a field from version 10 on, and a meaning from version 12 on; till then each topic is to have a name, and no id.</summary>
    private static bool NamesTopicsById(Walk request)
    {
        foreach (var topic in request.Elements(request.Child(Walk.Root, request.Program.FieldId("Topics"))))
        {
            if (HasId(request, topic) || !EntryName.IsGiven(request, topic, ResourceType.Topic))
                return true;
        }

        return false;
    }

    private static bool HasId(Walk request, int topic) => EntryName.WithRole(request, topic, FieldRole.TopicId) is var id and >= 0 && request.Uuid(id) != Guid.Empty;
}
