using Compliance.Functional.Equivalence.Node;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Login;

/// <summary>Clients of three kinds that log in with a token they are given and ask for the topics.</summary>
internal static class TokenClients
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>By name: whether the client was let in. What it says of a refusal that is none of a login is thrown.</summary>
    public static IReadOnlyDictionary<string, Func<ProxyProcess, string, Task<bool>>> All { get; } = new Dictionary<string, Func<ProxyProcess, string, Task<bool>>>
    {
        [LoginClients.Quickest] = (proxy, token) => Task.Run(() => Librdkafka(proxy, token)),
        ["Kafka's own"] = JavaAsync,
        ["kafkajs"] = KafkajsAsync,
    };

    /// <summary>What kcat makes by itself: a token that nobody has signed.</summary>
    public static async Task<bool> UnsignedByKcatAsync(ProxyProcess proxy, string user)
    {
        using var folder = new TempFolder("token");
        var run = await ChildProcess.RunAsync(
            "kcat", [.. SaslDoor.Arguments(proxy, folder, "sasl.mechanism=OAUTHBEARER", "enable.sasl.oauthbearer.unsecure.jwt=true", $"sasl.oauthbearer.config=principal={user}"), "-L", "-m", "30"], patience: Patience);
        return LoginClients.Told(run.ExitCode == 0, run.Error, "authentication fail");
    }

    /// <summary>For a client of librdkafka that asks for a token.</summary>
    public static void Give(IClient client, string token) =>
        client.OAuthBearerSetToken(token, TimeProvider.System.GetUtcNow().AddMinutes(10).ToUnixTimeMilliseconds(), "");

    private static bool Librdkafka(ProxyProcess proxy, string token) => LoginClients.IsLetIn(new AdminClientBuilder(SaslDoor.Open(new AdminClientConfig { SaslMechanism = SaslMechanism.OAuthBearer }, proxy)).SetOAuthBearerTokenRefreshHandler((client, _) => Give(client, token)));

    /// <summary>Its own retriever reads the token from a file, which the machine has to allow.</summary>
    private static async Task<bool> JavaAsync(ProxyProcess proxy, string token)
    {
        using var folder = new TempFolder("token");
        var file = folder.Write("token.jwt", token);
        var settings = folder.Write("client.properties", $"""
            {SaslDoor.Lines(proxy, folder)}
            sasl.mechanism=OAUTHBEARER
            sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;
            sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler
            sasl.oauthbearer.token.endpoint.url=file://{file}
            """);
        var allowed = new Dictionary<string, string?>
        {
            ["JAVA_TOOL_OPTIONS"] = $"-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=file://{file} -Dorg.apache.kafka.sasl.oauthbearer.allowed.files={file}",
        };
        var run = await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", proxy.Bootstrap, "--command-config", settings, "--list"], patience: Patience, environment: allowed);
        return LoginClients.Told(run.ExitCode == 0, run.Error + run.Output, "SaslAuthenticationException");
    }

    /// <summary>It takes the words of a refusal for a success, and finds the connection closed.</summary>
    private static async Task<bool> KafkajsAsync(ProxyProcess proxy, string token)
    {
        var run = await (await NodeClients.GetAsync()).RunAsync("login.js", [proxy.Bootstrap, "OAUTHBEARER", ""], SaslDoor.Environment(proxy, token));
        return LoginClients.Told(run.Checked().Output.Trim() == "in", run.Output, "Closed connection");
    }
}
