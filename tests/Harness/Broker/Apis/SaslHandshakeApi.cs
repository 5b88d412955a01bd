using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>SaslHandshake (17), all versions: PLAIN and nothing else (error 33).</summary>
internal static class SaslHandshakeApi
{
    private const short UnsupportedSaslMechanism = 33;

    public static Message Answer(FakeRequest request)
    {
        var answer = request.NewAnswer();
        answer["Mechanisms"] = new List<string> { "PLAIN" };
        answer["ErrorCode"] = request.Body["Mechanism"] is "PLAIN" ? (short)0 : UnsupportedSaslMechanism;
        return answer;
    }
}
