using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>FindCoordinator (10), all versions: the cluster's first broker, for any key; one entry for each key from version 4 on.</summary>
internal static class FindCoordinatorApi
{
    public static Message Answer(FakeRequest request, FakeBroker broker)
    {
        var answer = request.NewAnswer();
        if (request.Body["CoordinatorKeys"] is not List<string> keys)
        {
            Tell(answer, broker.Cluster.Coordinator);
            return answer;
        }
        foreach (var key in keys)
        {
            var entry = answer.Add("Coordinators");
            entry["Key"] = key;
            Tell(entry, broker.Cluster.Coordinator);
        }
        return answer;
    }

    private static void Tell(Message entry, FakeBroker coordinator)
    {
        entry["NodeId"] = coordinator.NodeId;
        entry["Host"] = "127.0.0.1";
        entry["Port"] = coordinator.Port;
    }
}
