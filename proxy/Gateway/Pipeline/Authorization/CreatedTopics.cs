using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// The answer to CreateTopics tells the configs of what was made (KIP-525): to those alone who may describe them, as a broker does.
/// </summary>
internal static class CreatedTopics
{
    public static void HideConfigs(Walk answer, Edits edits, AccessRights rights)
    {
        var program = answer.Program;
        if (program.FieldId("Topics.TopicConfigErrorCode") is null)
            return;
        foreach (var array in answer.All(program.FieldId("Topics")))
        {
            foreach (var topic in answer.Elements(array))
            {
                var isMade = answer.Int16(answer.Child(topic, program.FieldId("Topics.ErrorCode"))) == 0;
                if (!isMade || rights.Decide(Operation.DescribeConfigs, ResourceType.Topic, answer.Utf8(EntryName.Of(answer, topic, ResourceType.Topic))).Allowed)
                    continue;
                edits.Remove(topic);
                edits.Append(array, WithoutConfigs(answer, topic));
            }
        }
    }

    private static byte[] WithoutConfigs(Walk answer, int topic)
    {
        var element = new Message(answer.Program).NewElement("Topics");
        element["Name"] = Utf8Names.Comparer.Create(answer.Utf8(EntryName.Of(answer, topic, ResourceType.Topic)));
        if (element.Has("TopicId"))
            element["TopicId"] = answer.Uuid(EntryName.WithRole(answer, topic, FieldRole.TopicId));
        element["Configs"] = Array.Empty<Message>();
        element["TopicConfigErrorCode"] = (short)KafkaError.TopicAuthorizationFailed;
        return element.Encode();
    }
}
