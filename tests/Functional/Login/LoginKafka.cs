using System.Text;
using Compliance.Harness;
using Confluent.Kafka.Admin;

namespace Compliance.Functional.Login;

/// <summary>
/// A real broker at which clients log in, inside TLS, by every mechanism with a password and by tokens of the tests' issuer; and a door in plain
/// for the test itself.
/// </summary>
internal sealed class LoginKafka : IAsyncDisposable
{
    public const string Password = "the right one";
    private readonly TempFolder _folder = new("login-kafka");
    private readonly TestAuthority _root = TestAuthority.Root("CN=Broker Root");
    private readonly JwksServer _keys;
    private KafkaServer _broker = null!;

    private LoginKafka() => _keys = new JwksServer(Issuer.Jwks);

    public TestIssuer Issuer { get; } = new();
    public KafkaServer Broker => _broker;
    public string Logins { get; } = $"127.0.0.1:{FreePort.Next()}";

    /// <summary>Who vouches for the broker.</summary>
    public string CaPem => _root.Pem;

    /// <param name="version">Of Kafka: 4.4 or 4.3.</param>
    /// <param name="users">Who has the password, by each mechanism.</param>
    /// <param name="options">Of the broker's Java.</param>
    /// <param name="properties">Of the broker.</param>
    public static async Task<LoginKafka> StartAsync(string version, string[] users, string options = "", params string[] properties)
    {
        var kafka = new LoginKafka();
        using var issuing = kafka._root.Below("CN=Brokers");
        var server = issuing.Server();
        var shown = kafka._folder.Write("broker.pem", server.KeyPem + server.CertificatePem);
        const string Security = "org.apache.kafka.common.security";
        const string Door = "listener.name.logins";
        kafka._broker = await KafkaServer.StartAsync(
            new Dictionary<string, string?> { ["KAFKA_VERSION"] = version, ["JAVA_TOOL_OPTIONS"] = $"-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls={kafka._keys.Url} {options}" },
            [
                $"listeners=PLAINTEXT://127.0.0.1:{{port}},CONTROLLER://127.0.0.1:{{controller}},LOGINS://{kafka.Logins}",
                $"advertised.listeners=PLAINTEXT://127.0.0.1:{{port}},LOGINS://{kafka.Logins}",
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,LOGINS:SASL_SSL",
                "ssl.keystore.type=PEM", $"ssl.keystore.location={shown}", "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER",
                $"{Door}.plain.sasl.jaas.config={Security}.plain.PlainLoginModule required {string.Join(' ', users.Select(user => $"user_{user}=\"{Password}\""))};",
                $"{Door}.scram-sha-256.sasl.jaas.config={Security}.scram.ScramLoginModule required;",
                $"{Door}.scram-sha-512.sasl.jaas.config={Security}.scram.ScramLoginModule required;",
                $"{Door}.oauthbearer.sasl.jaas.config={Security}.oauthbearer.OAuthBearerLoginModule required;",
                $"{Door}.oauthbearer.sasl.server.callback.handler.class={Security}.oauthbearer.OAuthBearerValidatorCallbackHandler",
                $"{Door}.oauthbearer.sasl.oauthbearer.jwks.endpoint.url={kafka._keys.Url}",
                $"{Door}.oauthbearer.sasl.oauthbearer.expected.audience={TestIssuer.Audience}",
                $"{Door}.oauthbearer.sasl.oauthbearer.expected.issuer={TestIssuer.Name}",
                .. properties,
            ]);
        using var admin = kafka._broker.Admin();
        foreach (var (user, mechanism) in users.SelectMany(user => new[] { (user, ScramMechanism.ScramSha256), (user, ScramMechanism.ScramSha512) }))
        {
            await admin.AlterUserScramCredentialsAsync([new UserScramCredentialUpsertion
            {
                User = user,
                Password = Encoding.UTF8.GetBytes(Password),
                ScramCredentialInfo = new ScramCredentialInfo { Mechanism = mechanism, Iterations = 4096 },
            }]);
        }

        return kafka;
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _keys.Dispose();
        _root.Dispose();
        _folder.Dispose();
    }
}
