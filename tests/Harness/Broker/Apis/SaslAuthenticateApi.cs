using System.Text;
using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>
/// SaslAuthenticate (36), all versions. PLAIN: <c>[authzid] NUL authcid NUL passwd</c> against the cluster's users, else error 58. OAUTHBEARER:
/// the token against the cluster's, else a challenge in JSON and error 58 behind it. Who logs in again stays who it is.
/// </summary>
internal static class SaslAuthenticateApi
{
    private const short SaslAuthenticationFailed = 58;
    private const string Understood = "\u0001";

    public static Message Answer(FakeRequest request, FakeBroker broker)
    {
        var (answer, said) = (request.NewAnswer(), Encoding.UTF8.GetString(request.Body.Get<byte[]>("AuthBytes")));
        var isToken = request.Connection.Mechanism == "OAUTHBEARER";
        answer["AuthBytes"] = Array.Empty<byte>();
        var user = isToken ? ByToken(said, broker.Cluster) : ByPassword(said, broker.Cluster);
        if (user is not null && (request.Connection.User ?? user) == user)
            return LetIn(request, broker.Cluster, user, answer);
        if (isToken && said != Understood)
        {
            answer["AuthBytes"] = """{"status":"invalid_token"}"""u8.ToArray();
            return answer;
        }

        answer["ErrorCode"] = SaslAuthenticationFailed;
        answer["ErrorMessage"] = "Authentication failed";
        return answer;
    }

    private static Message LetIn(FakeRequest request, FakeCluster cluster, string user, Message answer)
    {
        var connection = request.Connection;
        (connection.User, connection.IsLoggingIn) = (user, false);
        connection.Logins++;
        if (cluster.LoginLifetime is not { } life)
            return answer;
        connection.EndsAt = cluster.Time.GetTimestamp() + (long)(life.TotalSeconds * cluster.Time.TimestampFrequency);
        if (request.Version > 0)
            answer["SessionLifetimeMs"] = (long)life.TotalMilliseconds;
        return answer;
    }

    private static string? ByPassword(string said, FakeCluster cluster) =>
        said.Split('\0') is [_, var user, var password] && cluster.Users.TryGetValue(user, out var known) && known == password ? user : null;

    private static string? ByToken(string said, FakeCluster cluster) =>
        said.Split('\u0001').FirstOrDefault(part => part.StartsWith("auth=Bearer ", StringComparison.Ordinal)) is { } auth ? cluster.Tokens?.Invoke(auth["auth=Bearer ".Length..]) : null;
}
