using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Wire.Replies;

/// <summary>Fills the response that refuses a walked request: one use for each refusal.</summary>
internal sealed class ReplyBuilder(Walk request, KafkaError error, string? text)
{
    private const short ElectLeaders = 43, AlterReassignments = 45, ListReassignments = 46, DescribeScram = 50, AlterScram = 51;

    /// <summary>
    /// Whether the code belongs to the innermost entries, which are topics or partitions, instead of the outermost. A
    /// Fetch belongs there too: at its top a consumer takes any code but those of sessions for a passing fault.
    /// </summary>
    private readonly bool _innermost = IsOfTopics(error) || (request.Program.Api.Key == 1 && !IsOfFetchSessions(error));

    /// <summary>APIs whose brokers refuse a whole request at the top and name in it, each with the code, what it asked for.</summary>
    private readonly bool _namesAll = request.Program.Api.Key is ElectLeaders or AlterReassignments or ListReassignments or DescribeScram;

    public MessageProgram Response { get; } = request.Program.Api.Response(request.Program.Version);

    /// <summary>The whole response; gives whether the code stands anywhere in it.</summary>
    public bool Whole(Message reply)
    {
        bool carried = !_innermost && Put(reply);
        if (!carried || _namesAll)
            carried |= Below(reply, Walk.Root, MirrorTable.Of(request.Program.Api.Key));
        if (!carried)
            carried = Put(reply);
        if (request.Program.Api.Key == AlterScram)
            reply["Results"] = reply.Structs("Results").DistinctBy(User).OrderBy(User, StringComparer.Ordinal).ToList();
        return carried;
    }

    /// <summary>A detached entry for one element of the request.</summary>
    public Message Entry(int element, string responseArray, Mirror[] below)
    {
        var entry = new Message(Response, Response.FieldId(responseArray + "[]")!.Value);
        ReplyDefaults.Apply(entry);
        Identity.Copy(request, element, entry);
        Code(entry, element, below);
        return entry;
    }

    /// <summary>An entry that says nothing but which element it stands for.</summary>
    public Message Ancestor(Message into, string array, int element)
    {
        Message entry = New(into, array);
        Identity.Copy(request, element, entry);
        return entry;
    }

    /// <summary>Entries for everything that the mirrors find below a struct of the request.</summary>
    private bool Below(Message into, int requestStruct, Mirror[] mirrors)
    {
        bool carried = false;
        foreach (Mirror mirror in mirrors)
            if (into.Has(mirror.Response))
                carried |= Array(into, requestStruct, mirror.Request, mirror);
        return carried;
    }

    private bool Array(Message into, int requestStruct, string path, Mirror mirror)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        int array = MirrorPath.Child(request, requestStruct, dot < 0 ? path : path[..dot]);
        bool carried = false;
        if (array >= 0 && request.Program.Field(request.Nodes[array].Field) is { ItemType: FieldType.Int32 } items)
            for (int i = 0; i < request.Nodes[array].Count; i++)
            {
                Message entry = New(into, mirror.Response);
                Identity.Copy(items.Role, request.Int32At(array, i), entry);
                carried |= Put(entry);
            }
        else
            foreach (int element in request.Elements(array))
                carried |= dot < 0 ? Element(into, element, mirror) : Array(into, element, path[(dot + 1)..], mirror);
        return carried;
    }

    private bool Element(Message into, int element, Mirror mirror)
    {
        Message entry = New(into, mirror.Response);
        Identity.Copy(request, element, entry);
        return Code(entry, element, mirror.Below);
    }

    private bool Code(Message entry, int element, Mirror[] below)
    {
        bool carried = !_innermost && Put(entry);
        bool plain = !carried || NamesWithoutCode(below);
        if (plain && request.Nodes[element].Kind == NodeKind.Struct)
            carried |= Below(entry, element, below);
        return carried || Put(entry);
    }

    private static string User(Message result) => result.Get<string>("User");

    /// <summary>A quota's entity is an array of names: it belongs to the entry's identity and is there whatever the code.</summary>
    private static bool NamesWithoutCode(Mirror[] below) => below is [{ Response: "Entity" }];

    private static Message New(Message into, string array)
    {
        Message entry = into.Add(array);
        ReplyDefaults.Apply(entry);
        return entry;
    }

    /// <summary>Sets the code, and the text where there is a place, of one struct; false where it has no code.</summary>
    private bool Put(Message target)
    {
        bool carried = false;
        for (int i = 0; i < target.Fields.Count; i++)
        {
            FieldSchema field = target.Fields[i];
            if (field.Role == FieldRole.ErrorCode)
            {
                target.SetAt(i, (short)error);
                carried = true;
            }
            else if (field is { Name: "ErrorMessage" } && (text is not null || field.Nullable))
            {
                target.SetAt(i, text);
            }
        }

        return carried;
    }

    private static bool IsOfTopics(KafkaError error) => error is KafkaError.TopicAuthorizationFailed or KafkaError.UnknownTopicOrPartition
        or KafkaError.UnknownTopicId or KafkaError.InconsistentTopicId or KafkaError.InvalidTopicException or KafkaError.LeaderNotAvailable
        or KafkaError.NotLeaderOrFollower or KafkaError.FencedLeaderEpoch or KafkaError.OffsetOutOfRange or KafkaError.CorruptMessage
        or KafkaError.MessageTooLarge or KafkaError.InvalidTimestamp or KafkaError.InvalidRecord or KafkaError.UnsupportedForMessageFormat
        or KafkaError.UnsupportedCompressionType or KafkaError.OutOfOrderSequenceNumber or KafkaError.OperationNotAttempted;

    private static bool IsOfFetchSessions(KafkaError error) =>
        error is KafkaError.FetchSessionIdNotFound or KafkaError.InvalidFetchSessionEpoch or KafkaError.FetchSessionTopicIdError;
}
