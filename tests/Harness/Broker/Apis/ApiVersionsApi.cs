using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>
/// ApiVersions (18), all versions: what the broker offers. A version that it does not offer is answered in version 0 with error 35 and
/// the range of this API alone, as brokers do since 2.4.
/// </summary>
internal static class ApiVersionsApi
{
    private const short UnsupportedVersion = 35;

    public static Message Answer(FakeRequest request, FakeBroker broker)
    {
        if (request.Body.Has("ClientSoftwareName"))
            request.Connection.Software = $"{request.Body["ClientSoftwareName"]}/{request.Body["ClientSoftwareVersion"]}";
        var answer = request.NewAnswer();
        foreach (var api in ApiTable.Rows)
            Add(answer, broker, api.Key);
        return answer;
    }

    public static Message Unsupported(FakeBroker broker)
    {
        var answer = new Message(ApiTable.Find(18)!.Response(0)) { ["ErrorCode"] = UnsupportedVersion };
        Add(answer, broker, 18);
        return answer;
    }

    private static void Add(Message answer, FakeBroker broker, short apiKey)
    {
        if (broker.Offered(apiKey) is not { } offered)
            return;
        var entry = answer.Add("ApiKeys");
        entry["ApiKey"] = apiKey;
        entry["MinVersion"] = offered.Min;
        entry["MaxVersion"] = offered.Max;
    }
}
