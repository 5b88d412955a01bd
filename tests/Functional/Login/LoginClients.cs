using Compliance.Functional.Equivalence.Node;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Login;

/// <summary>Clients of four kinds that log in by name and password and ask for the topics.</summary>
internal static class LoginClients
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The one that costs a test least.</summary>
    public const string Quickest = "librdkafka";

    /// <summary>By name: whether the client was let in. What it says of a refusal that is none of a login is thrown.</summary>
    public static IReadOnlyDictionary<string, Func<ProxyProcess, string, string, string, Task<bool>>> All { get; } = new Dictionary<string, Func<ProxyProcess, string, string, string, Task<bool>>>
    {
        [Quickest] = (proxy, mechanism, user, password) => Task.Run(() => Librdkafka(proxy, mechanism, user, password)),
        ["Kafka's own"] = JavaAsync,
        ["kcat"] = KcatAsync,
        ["kafkajs"] = KafkajsAsync,
    };

    private static bool Librdkafka(ProxyProcess proxy, string mechanism, string user, string password) => IsLetIn(new AdminClientBuilder(SaslDoor.Open(new AdminClientConfig
    {
        SaslMechanism = Enum.Parse<SaslMechanism>(mechanism.Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
        SaslUsername = user,
        SaslPassword = password,
    }, proxy)));

    /// <summary>Whether librdkafka is let in with what the builder was given.</summary>
    public static bool IsLetIn(AdminClientBuilder builder)
    {
        var refused = false;
        using var admin = builder.SetLogHandler((_, _) => { }).SetErrorHandler((_, error) => refused |= error.Code == ErrorCode.Local_Authentication).Build();
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until && !refused;)
        {
            try
            {
                admin.GetMetadata(TimeSpan.FromSeconds(2));
                return true;
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_Transport or ErrorCode.Local_TimedOut or ErrorCode.Local_Authentication)
            {
                refused |= e.Error.Code == ErrorCode.Local_Authentication;
            }
        }

        return refused ? false : throw new TimeoutException("librdkafka was neither let in nor refused.");
    }

    private static async Task<bool> JavaAsync(ProxyProcess proxy, string mechanism, string user, string password)
    {
        using var folder = new TempFolder("login");
        var module = mechanism == "PLAIN" ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        var settings = folder.Write("client.properties", $"""
            {SaslDoor.Lines(proxy, folder)}
            sasl.mechanism={mechanism}
            sasl.jaas.config=org.apache.kafka.common.security.{module} required username="{user}" password="{password}";
            """);
        var run = await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", proxy.Bootstrap, "--command-config", settings, "--list"], patience: Patience * 2);
        return Told(run.ExitCode == 0, run.Error + run.Output, "SaslAuthenticationException");
    }

    private static async Task<bool> KcatAsync(ProxyProcess proxy, string mechanism, string user, string password)
    {
        using var folder = new TempFolder("login");
        var run = await ChildProcess.RunAsync(
            "kcat",
            [.. SaslDoor.Arguments(proxy, folder, $"sasl.mechanism={mechanism}", $"sasl.username={user}", $"sasl.password={password}"), "-L", "-m", "30"],
            patience: Patience * 2);
        return Told(run.ExitCode == 0, run.Error, "Authentication fail");
    }

    private static async Task<bool> KafkajsAsync(ProxyProcess proxy, string mechanism, string user, string password)
    {
        var run = await (await NodeClients.GetAsync()).RunAsync("login.js", [proxy.Bootstrap, mechanism, user], SaslDoor.Environment(proxy, password));
        return Told(run.Checked().Output.Trim() == "in", run.Output, "KafkaJSSASLAuthenticationError");
    }

    /// <summary>Let in, or refused in the client's own words; anything else is no answer.</summary>
    public static bool Told(bool isIn, string said, string refusal) =>
        isIn || (said.Contains(refusal, StringComparison.OrdinalIgnoreCase) ? false : throw new InvalidOperationException($"Neither let in nor refused: {said}"));
}
