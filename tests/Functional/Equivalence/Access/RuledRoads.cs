using System.Globalization;
using Compliance.Functional.BadInput;
using Compliance.Functional.Equivalence.Sweep;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Functional.Equivalence.Access;

/// <summary>
/// The same rules twice: as ACLs of a broker whose StandardAuthorizer judges those who log in there, and as a policy of a proxy that judges
/// those who log in at it, and is itself let do everything at the broker's other listener.
/// <code>
/// user --SASL--> OUTSIDE listener, StandardAuthorizer            (direct)
/// user --SASL--> proxy, policy --anonymous, super user--> PLAINTEXT listener   (proxied)
/// </code>
/// </summary>
internal sealed class RuledRoads : IAsyncDisposable
{
    private const string Password = "open-sesame";
    private const short AclAllow = 3, AclDeny = 2, Literal = 3, Prefixed = 4;
    private readonly ProxyProcess _proxy;

    private RuledRoads(KafkaServer broker, ProxyProcess proxy, SweepWorld direct, SweepWorld proxied) => (Broker, _proxy, Direct, Proxied) = (broker, proxy, direct, proxied);

    public KafkaServer Broker { get; }
    public SweepWorld Direct { get; }
    public SweepWorld Proxied { get; }

    public static async Task<RuledRoads> StartAsync(string kafkaVersion, IReadOnlyList<string> users, IReadOnlyList<GeneratedRule> rules, params string[] properties)
    {
        var outside = FreePort.Next();
        var known = string.Concat(users.Select(user => $" user_{user}=\"{Password}\""));
        var broker = await KafkaServer.StartAsync(
            new Dictionary<string, string?> { ["KAFKA_VERSION"] = kafkaVersion },
            [
                $"listeners=PLAINTEXT://127.0.0.1:{{port}},CONTROLLER://127.0.0.1:{{controller}},OUTSIDE://127.0.0.1:{outside}",
                $"advertised.listeners=PLAINTEXT://127.0.0.1:{{port}},OUTSIDE://127.0.0.1:{outside}",
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,OUTSIDE:SASL_PLAINTEXT",
                "sasl.enabled.mechanisms=PLAIN",
                $"listener.name.outside.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required{known};",
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer", "super.users=User:ANONYMOUS", "auto.create.topics.enable=false",
                .. properties,
            ]);
        var direct = await SweepWorld.StartAsync(broker, Road.Direct, outside);
        await CreateAsync(broker, rules, direct);
        var settings = ProxySettings.Watched(broker.BootstrapServers).WithUsers(users.ToDictionary(user => user, _ => Password));
        var proxied = await SweepWorld.StartAsync(broker, Road.Proxied, settings.Port);
        settings = settings with { Files = new Dictionary<string, string>(settings.Files) { ["policies/open.yaml"] = Policy(rules, proxied) } };
        return new RuledRoads(broker, await ProxyProcess.StartAsync(settings), direct, proxied);
    }

    /// <summary>The answer on each road, the direct one first.</summary>
    public async Task<string[]> AskAsync(string user, ApiRow api, short version, Func<SweepWorld, byte[]> request)
    {
        var said = new List<string>();
        foreach (var world in new[] { Direct, Proxied })
        {
            using var client = await RawClient.ConnectAsync(world.Port);
            await client.LogInAsync(user, Password);
            said.Add(await SweepAnswer.AskAsync(client, world, api, version, request(world)));
        }

        return [.. said];
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await Broker.DisposeAsync();
    }

    private static string Policy(IReadOnlyList<GeneratedRule> rules, SweepWorld world) => $$"""
        schema: policy/v1
        policy: {id: generated, title: Generated, owner: owner@x.example, mode: enforce, approvedBy: [owner], reviewBy: 2099-01-01}
        defaults: {access: deny, onError: reject}
        people:
        {{string.Concat(rules.Select(rule => rule.PeopleLine).Distinct())}}
        access:
        {{string.Concat(rules.Select((rule, number) => rule.PolicyLine(number, world)))}}
        """;

    private static async Task CreateAsync(KafkaServer broker, IReadOnlyList<GeneratedRule> rules, SweepWorld world)
    {
        using var client = await RawClient.ConnectAsync(broker.Port);
        foreach (var some in rules.Chunk(500))
        {
            var request = new Message(ApiTable.Find(30)!.Request(3));
            foreach (var rule in some)
            {
                var acl = request.Add("Creations");
                (acl["ResourceType"], acl["ResourceName"], acl["ResourcePatternType"]) = (KafkaType(rule.Type), rule.KafkaName(world), rule.IsPrefix ? Prefixed : Literal);
                (acl["Principal"], acl["Host"], acl["Operation"], acl["PermissionType"]) = (rule.Principal, rule.Host, (int)rule.Operation, rule.IsDeny ? AclDeny : AclAllow);
            }

            foreach (var result in (await client.AskAsync(request)).Structs("Results"))
                Xunit.Assert.Equal((short)0, result["ErrorCode"]);
        }

        await BrokerState.HeardAsync(broker.Port, acts: true);
    }

    private static int KafkaType(ResourceType type) => type switch
    {
        ResourceType.Topic => 2,
        ResourceType.Group => 3,
        ResourceType.Cluster => 4,
        ResourceType.TransactionalId => 5,
        _ => throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"No generated rule is about {type}.")),
    };
}
