using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>SaslHandshake (17), all versions: PLAIN, and OAUTHBEARER where the cluster takes tokens; nothing else (error 33).</summary>
internal static class SaslHandshakeApi
{
    private const short UnsupportedSaslMechanism = 33;

    public static Message Answer(FakeRequest request, FakeBroker broker)
    {
        var answer = request.NewAnswer();
        List<string> mechanisms = broker.Cluster.Tokens is null ? ["PLAIN"] : ["PLAIN", "OAUTHBEARER"];
        var chosen = request.Body.Get<string>("Mechanism");
        (request.Connection.Mechanism, request.Connection.IsLoggingIn) = (chosen, true);
        answer["Mechanisms"] = mechanisms;
        answer["ErrorCode"] = mechanisms.Contains(chosen) ? (short)0 : UnsupportedSaslMechanism;
        return answer;
    }
}
