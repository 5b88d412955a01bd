using Compliance.Gateway.Settings;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Upstream.Tokens;

/// <summary>
/// Gives one of the proxy's own clients, which are librdkafka's, the tokens to log in by: the client says when it wants one, before the end of
/// that which it has, and ten seconds after there was none. Owner: whoever has the client, which it outlives.
/// </summary>
internal sealed class OwnTokens(ClusterPlan cluster, TimeProvider time, ILogger log) : IDisposable
{
    private readonly TokenClient? _client = cluster.Login is { Tokens: { } tokens } login ? new(login, tokens, time) : null;

    public void Dispose() => _client?.Dispose();

    /// <summary>For the client's handler, on a thread of its own: returns at once.</summary>
    public void Refresh(IClient client) => _ = GiveAsync(client);

    /// <summary>Null: it has one, or wants none; else why it has not. Never throws.</summary>
    public async Task<string?> GiveAsync(IClient client)
    {
        if (_client is null)
            return null;
        try
        {
            var now = time.GetUtcNow();
            var token = await _client.GetAsync().ConfigureAwait(false);
            client.OAuthBearerSetToken(token.Value, (now + token.Life).ToUnixTimeMilliseconds(), cluster.Login!.User, Extensions(cluster.Login.Tokens!));
            return null;
        }
        catch (Exception e) when (e is TokenException or KafkaException or ObjectDisposedException)
        {
            // The library's own words may quote the token.
            var why = e is TokenException ? e.Message : "the client does not take it";
            log.BrokerTokenUnavailable(cluster.Name, cluster.Login!.Tokens!.ToString(), why, "the proxy's own client waits for one");
            Refuse(client, why);
            return why;
        }
    }

    private static void Refuse(IClient client, string why)
    {
        try
        {
            client.OAuthBearerSetTokenFailure(why);
        }
        catch (Exception e) when (e is KafkaException or ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private static Dictionary<string, string>? Extensions(TokenPlan plan) => plan.Extensions.Length == 0 ? null
        : plan.Extensions.TrimEnd('\u0001').Split('\u0001').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
