using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>Produces to and fetches from <c>payments.eu</c>, by a <see cref="Rig"/>.</summary>
internal static class Traffic
{
    public static async Task<byte[]> Read(Rig rig, short version, byte[] set)
    {
        var step = await rig.Send("analyst", Fetch(version, "payments.eu"));
        return Records(await rig.Answer("analyst", step, Fetched(version, "payments.eu", set)));
    }

    public static Message Produce(short version, params byte[][] partitions)
    {
        var request = Rig.Request(0, version);
        request["Acks"] = (short)-1;
        var topic = request.Add("TopicData");
        topic["Name"] = "payments.eu";
        for (var i = 0; i < partitions.Length; i++)
        {
            var partition = topic.Add("PartitionData");
            partition["Index"] = i;
            partition["Records"] = partitions[i];
        }

        return request;
    }

    public static List<string?> Stored(Message request, int partition) =>
        TestBatch.Values(request.Structs("TopicData")[0].Structs("PartitionData")[partition].Get<byte[]>("Records"));

    public static Message Fetch(short version, string name)
    {
        var request = Rig.Request(1, version);
        request["SessionEpoch"] = -1;
        var topic = request.Add("Topics");
        topic["Topic"] = name;
        topic["TopicId"] = Filled.TopicId;
        topic.Add("Partitions");
        return request;
    }

    public static Message Fetched(short version, string name, byte[] set)
    {
        var answer = Rig.Response(1, version);
        var topic = answer.Add("Responses");
        topic["Topic"] = name;
        topic["TopicId"] = Filled.TopicId;
        topic.Add("Partitions")["Records"] = set;
        return answer;
    }

    public static byte[] Records(Message answer) => answer.Structs("Responses")[0].Structs("Partitions")[0].Get<byte[]>("Records");
}
