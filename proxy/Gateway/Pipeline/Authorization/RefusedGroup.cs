using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>The description of a group that its reader may not see: its name and the error, all else as by default.</summary>
internal static class RefusedGroup
{
    public static byte[] Encode(Walk answer, int group, KafkaError error)
    {
        var element = new Message(answer.Program).NewElement("Groups");
        element["GroupId"] = Utf8Names.Comparer.Create(answer.Utf8(EntryName.WithRole(answer, group, FieldRole.GroupId)));
        element["ErrorCode"] = (short)error;
        return element.Encode();
    }
}
