using System.Text;
using Compliance.Harness;
using Confluent.Kafka.Admin;

namespace Compliance.Functional.Brokers;

/// <summary>
/// A real broker with three doors: in plain, for the test itself; TLS that wants a client's certificate; and TLS with logins. Beside it the
/// authorities that vouch for it and for its clients.
/// </summary>
internal sealed class SecureKafka : IAsyncDisposable
{
    private readonly TempFolder _folder = new("secure-kafka");
    private readonly TestAuthority _root = TestAuthority.Root("CN=Broker Root");
    private readonly TestAuthority _clients = TestAuthority.Root("CN=Client Root");
    private readonly TestAuthority _issuing;
    private KafkaServer _broker = null!;

    private SecureKafka() => _issuing = _clients.Below("CN=Proxies");

    public KafkaServer Broker => _broker;
    public string Mutual { get; } = $"127.0.0.1:{FreePort.Next()}";
    public string Logins { get; } = $"127.0.0.1:{FreePort.Next()}";

    /// <summary>Who vouches for the broker.</summary>
    public string CaPem => _root.Pem;

    /// <param name="version">Of Kafka: 4.4 or 4.3.</param>
    /// <param name="mechanisms">By which clients log in.</param>
    /// <param name="properties">Of the broker.</param>
    public static async Task<SecureKafka> StartAsync(string version, string mechanisms = "PLAIN", params string[] properties)
    {
        var kafka = new SecureKafka();
        using var server = kafka._root.Below("CN=Brokers").Server();
        var shown = kafka._folder.Write("broker.pem", server.KeyPem + server.CertificatePem);
        kafka._broker = await KafkaServer.StartAsync(
            new Dictionary<string, string?> { ["KAFKA_VERSION"] = version },
            [
                $"listeners=PLAINTEXT://127.0.0.1:{{port}},CONTROLLER://127.0.0.1:{{controller}},MUTUAL://{kafka.Mutual},LOGINS://{kafka.Logins}",
                $"advertised.listeners=PLAINTEXT://127.0.0.1:{{port}},MUTUAL://{kafka.Mutual},LOGINS://{kafka.Logins}",
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,MUTUAL:SSL,LOGINS:SASL_SSL",
                "ssl.keystore.type=PEM", $"ssl.keystore.location={shown}", "ssl.truststore.type=PEM", $"ssl.truststore.location={kafka._folder.Write("clients.pem", kafka._clients.Pem)}",
                "listener.name.mutual.ssl.client.auth=required", $"sasl.enabled.mechanisms={mechanisms}",
                "listener.name.logins.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_proxy=\"open-sesame\";",
                "listener.name.logins.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "listener.name.logins.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer", "super.users=User:ANONYMOUS;User:CN=proxy;User:CN=next;User:proxy",
                .. properties,
            ]);
        return kafka;
    }

    /// <summary>A certificate that the broker takes, over another between.</summary>
    public TestIdentity Client(string subject) => _issuing.Client(subject);

    public async Task SetPasswordAsync(string user, string password, ScramMechanism mechanism)
    {
        using var admin = _broker.Admin();
        await admin.AlterUserScramCredentialsAsync([new UserScramCredentialUpsertion
        {
            User = user,
            Password = Encoding.UTF8.GetBytes(password),
            ScramCredentialInfo = new ScramCredentialInfo { Mechanism = mechanism, Iterations = 4096 },
        }]);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _issuing.Dispose();
        _clients.Dispose();
        _root.Dispose();
        _folder.Dispose();
    }
}
