using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Functional.Equivalence.Sweep;

/// <summary>A request of any API and version, filled in by what its fields mean; <see cref="SweepDetails"/> has what no role says.</summary>
internal static class SweepRequest
{
    private static readonly Guid[] Strangers = [new("0f0e0d0c-0b0a-4908-8706-050403020100"), new("1f1e1d1c-1b1a-4918-8716-151413121110")];

    public static Message Of(ApiRow api, short version, SweepVariant variant, SweepWorld world)
    {
        var request = new Message(api.Request(version));
        // A broker never answers an AddPartitionsToTxn of no transactions.
        if (variant != SweepVariant.Empty || api.Key == 24)
            Fill(request, variant, world, 0);
        Common(request, variant);
        if (variant >= SweepVariant.Known)
            SweepDetails.Apply(request, world);
        if (variant == SweepVariant.All)
            LeaveOut(request);
        return request;
    }

    /// <summary>A list that may be null is: most APIs mean everything by that.</summary>
    private static void LeaveOut(Message message)
    {
        foreach (var field in message.Fields.Where(field => field.Type == FieldType.Array))
        {
            if (field.Nullable)
                message[field.Name] = null;
            else if (message[field.Name] is List<Message> elements)
                elements.ForEach(LeaveOut);
        }
    }

    /// <summary>Every request waits for its answer, and long enough for a busy broker to give one that is not "timed out".</summary>
    private static void Common(Message request, SweepVariant variant)
    {
        foreach (var field in request.Fields.Where(field => field.Name.Equals("TimeoutMs", StringComparison.OrdinalIgnoreCase)))
            request[field.Name] = 60000;
        if (request.Program.Api.Key == 0)
            request["Acks"] = -1;
        // A topic is asked for by its id or by its name: by both, the ruled road refuses it unless they are one topic's.
        if (request.Program.Api.Key == 3 && variant == SweepVariant.Unknown && request.Program.Version >= 10)
        {
            foreach (var topic in request.Structs("Topics"))
            {
                // Ids have a field from version 10 and a meaning from 12.
                if (request.Program.Version >= 12)
                    topic["Name"] = null;
                else
                    topic["TopicId"] = Guid.Empty;
            }
        }

        // Nothing is to come of a change of what is not named.
        if (request.Fields.Any(field => field.Name is "ValidateOnly") && variant < SweepVariant.Known)
            request["ValidateOnly"] = true;
    }

    private static void Fill(Message message, SweepVariant variant, SweepWorld world, int element)
    {
        for (var i = 0; i < message.Fields.Count; i++)
        {
            var field = message.Fields[i];
            if (field.Type == FieldType.Array && field.ItemType is null)
                FillArray(message, field, variant, world);
            else if (field.Type == FieldType.Struct && field.Name is not ("ReplicaState" or "Cursor" or "UserEndpoint"))
            {
                var inner = (Message?)message.ValueAt(i) ?? new Message(message.Program, field.Id);
                Fill(inner, variant, world, element);
                message.SetAt(i, inner);
            }
            else if (Value(field, variant, world, element) is { } value)
                message[field.Name] = value;
        }
    }

    private static void FillArray(Message message, FieldSchema field, SweepVariant variant, SweepWorld world)
    {
        var item = message.Program.Field((ushort)(field.Id + 1));
        if (item.Type != FieldType.Struct)
        {
            var role = field.Role == FieldRole.None ? item.Role : field.Role;
            if (role is FieldRole.TopicName or FieldRole.GroupId or FieldRole.TransactionalId or FieldRole.CoordinatorKey)
                message[field.Name] = new List<string> { Name(role, variant, world, 0) };
            return;
        }

        var isOfTopics = message.Program.FieldsOf(item.Id).Any(inner => inner.Role is FieldRole.TopicName or FieldRole.TopicId);
        for (var i = 0; i < (isOfTopics ? world.Topics.Count : 1); i++)
            Fill(message.Add(field.Name), variant, world, i);
    }

    private static object? Value(FieldSchema field, SweepVariant variant, SweepWorld world, int element) => field.Role switch
    {
        FieldRole.TopicId => variant >= SweepVariant.Known ? world.IdOf(world.Topics[element]) : Strangers[element],
        FieldRole.TopicName or FieldRole.GroupId or FieldRole.TransactionalId or FieldRole.CoordinatorKey => Name(field.Role, variant, world, element),
        FieldRole.PartitionIndex when field.ItemType == FieldType.Int32 => new[] { 0 },
        FieldRole.ProducerId when field.ItemType is null => 987654321,
        FieldRole.PrincipalType => "User",
        FieldRole.PrincipalName or FieldRole.UserName => world.Name("user"),
        FieldRole.Principal => $"User:{world.Name("user")}",
        FieldRole.AclHost => "*",
        _ => null,
    };

    private static string Name(FieldRole role, SweepVariant variant, SweepWorld world, int element) => (role, variant) switch
    {
        (FieldRole.TopicName, >= SweepVariant.Known) => world.Topics[element],
        (FieldRole.TopicName, _) => world.Name(element == 0 ? "nowhere" : "guarded-nowhere"),
        (FieldRole.TransactionalId, >= SweepVariant.Known) => world.Name("payments"),
        (FieldRole.TransactionalId, _) => world.Name("no-payments"),
        (_, >= SweepVariant.Known) => world.Name("team"),
        _ => world.Name("no-team"),
    };
}
