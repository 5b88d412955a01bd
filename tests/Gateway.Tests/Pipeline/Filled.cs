using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>Requests with one element in every list and a name in every place for one.</summary>
internal static class Filled
{
    public static readonly Guid TopicId = new("0f0e0d0c-0b0a-4908-8706-050403020100");

    public static Message Request(short api, short version)
    {
        var program = ApiTable.Find(api)!.Request(version);
        var request = new Message(program);
        Fill(request, program, "");
        if (request.Program.Api.Key == 0)
            request["Acks"] = (short)-1;
        return request;
    }

    /// <summary>Whether any error code of a message is set.</summary>
    public static bool HasError(Message message)
    {
        var walk = new Walk();
        Assert.Null(walk.Read(message.Program, message.Encode()));
        foreach (var node in walk.WithRole(FieldRole.ErrorCode))
        {
            if (walk.Int16(node) != 0)
                return true;
        }

        return false;
    }

    private static void Fill(Message message, MessageProgram program, string prefix)
    {
        foreach (var field in program.Fields.Where(field => field.Path.Length > 0 && Parent(field.Path) == prefix && field.Name != "[]"))
        {
            if (field.Type == FieldType.Array && field.ItemType is null && program.Fields[field.Id + 1].Type == FieldType.Struct)
                Fill(message.Add(field.Name), program, field.Path);
            else if (field.Type == FieldType.Array && field.ItemType is null)
                message[field.Name] = new List<string> { Name(field.Role == FieldRole.None ? program.Fields[field.Id + 1].Role : field.Role) };
            else if (field.Type == FieldType.Struct && message[field.Name] is Message inner)
                Fill(inner, program, field.Path);
            else
                Set(message, field);
        }
    }

    private static void Set(Message message, FieldSchema field)
    {
        switch (field.Role)
        {
            case FieldRole.TopicId:
                message[field.Name] = TopicId;
                break;
            case FieldRole.TopicName or FieldRole.GroupId or FieldRole.TransactionalId or FieldRole.CoordinatorKey:
                message[field.Name] = Name(field.Role);
                break;
            case FieldRole.ResourceType:
                message[field.Name] = field.Type == FieldType.Array ? new sbyte[] { 2 } : (sbyte)2;
                break;
            case FieldRole.PartitionIndex when field.ItemType == FieldType.Int32:
                message[field.Name] = new[] { 0 };
                break;
            case FieldRole.ResourceName:
                message[field.Name] = "payments.eu";
                break;
        }
    }

    private static string Name(FieldRole role) => role switch
    {
        FieldRole.TopicName => "payments.eu",
        FieldRole.GroupId or FieldRole.CoordinatorKey => "team-1",
        FieldRole.TransactionalId => "orders-1",
        _ => "name",
    };

    private static string Parent(string path) => path.LastIndexOf('.') is var dot and >= 0 ? path[..dot] : "";
}
