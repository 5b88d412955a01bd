using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>InitProducerId (22), all versions: a new producer id each time, epoch 0.</summary>
internal static class InitProducerIdApi
{
    public static Message Answer(FakeRequest request, FakeBroker broker)
    {
        var answer = request.NewAnswer();
        answer["ProducerId"] = broker.Cluster.NextProducerId();
        answer["ProducerEpoch"] = (short)0;
        return answer;
    }
}
