using System.Text;
using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>SaslAuthenticate (36), all versions: <c>[authzid] NUL authcid NUL passwd</c> against the cluster's users; else error 58.</summary>
internal static class SaslAuthenticateApi
{
    private const short SaslAuthenticationFailed = 58;

    public static Message Answer(FakeRequest request, FakeBroker broker)
    {
        var answer = request.NewAnswer();
        answer["AuthBytes"] = Array.Empty<byte>();
        if (Encoding.UTF8.GetString(request.Body.Get<byte[]>("AuthBytes")).Split('\0') is [_, var user, var password]
            && broker.Cluster.Users.TryGetValue(user, out var known) && known == password)
        {
            request.Connection.User = user;
            return answer;
        }
        answer["ErrorCode"] = SaslAuthenticationFailed;
        answer["ErrorMessage"] = "Authentication failed";
        return answer;
    }
}
