using System.Net;
using System.Text;
using Compliance.Gateway.Audit;
using Compliance.Gateway.BreakGlass;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Gateway.Quarantining;
using Compliance.Gateway.Registry;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>The steps of one session without sockets: a message goes in as an object, what would leave comes out as one.</summary>
internal sealed class Rig : IDisposable
{
    public const int FirstBrokerPort = 20000;

    private readonly Dictionary<string, (Chain Chain, SessionState Session)> _sessions = [];
    private readonly AuditTrail? _audit;
    private readonly BrokerMap _brokers;
    private readonly LiveChain _live;
    private readonly RoutePlan _route;
    private readonly SchemaRegistry? _registry;
    private readonly QuarantineWriter? _quarantine;
    private readonly GrantBook? _grants;

    public Rig(string? policy = null, params (Guid Id, string Name)[] topics)
        : this(policy, null, null, topics)
    {
    }

    public Rig(string policy, SchemaRegistry registry, params (Guid Id, string Name)[] topics)
        : this(policy, null, registry, topics)
    {
    }

    public Rig(string? policy, AuditTrail? audit, params (Guid Id, string Name)[] topics)
        : this(policy, audit, null, topics)
    {
    }

    public Rig(string policy, string purpose, AuditTrail audit)
        : this(policy, audit, null, [], purpose)
    {
    }

    public Rig(string policy, QuarantineWriter? quarantine, AuditTrail? audit = null, SchemaRegistry? registry = null)
        : this(policy, audit, registry, [(Filled.TopicId, "payments.eu")], quarantine: quarantine)
    {
    }

    public Rig(string policy, GrantBook grants, AuditTrail? audit)
        : this(policy, audit, null, [(Filled.TopicId, "payments.eu")], grants: grants)
    {
    }

    private Rig(string? policy, AuditTrail? audit, SchemaRegistry? registry, (Guid Id, string Name)[] topics, string? purpose = null, QuarantineWriter? quarantine = null, GrantBook? grants = null)
    {
        (_registry, _quarantine, _grants) = (registry, quarantine, grants);
        var cluster = new ClusterPlan("main", [new BrokerAddress("real.broker.example", 9092)]);
        _route = new RoutePlan("payments", cluster, new ListenPlan(IPAddress.Loopback, 19092, FirstBrokerPort, FirstBrokerPort + 99), "proxy.example", ClientsPlan.Anonymous) { Purpose = purpose };
        KeyRing? keys = null;
        if (policy is not null)
            (_route, keys) = Ruled(policy);

        Topics = new Topics(1000, (_, _, _) => Task.CompletedTask);
        foreach (var (id, name) in topics)
            Topics.Learn(id, Encoding.UTF8.GetBytes(name));
        View = new ClusterView(() => TimeSpan.Zero, Time);
        (_audit, _brokers) = (audit, new BrokerMap(_route, (_, port) => port));
        Quotas = new QuotaLedger(Time, 100);
        _live = new LiveChain(Plan(_route, keys));
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

    public Topics Topics { get; }

    /// <summary>What the proxy knows of the cluster; nothing, unless a test tells it.</summary>
    public ClusterView View { get; }

    /// <summary>Outlives policies, as in a route that is served.</summary>
    public QuotaLedger Quotas { get; }

    /// <summary>Another policy from now on, as after a reload.</summary>
    public void Use(string policy)
    {
        var (route, keys) = Ruled(policy);
        _live.Current = Plan(route, keys);
    }

    /// <summary>A request of an API, all fields at Kafka's defaults.</summary>
    public static Message Request(short api, short version) => new(ApiTable.Find(api)!.Request(version));

    public static Message Response(short api, short version) => new(ApiTable.Find(api)!.Response(version));

    /// <summary>Sends a request through the steps, as a user; what became of it is in the step taken.</summary>
    public async Task<Step> Send(string user, Message request, string clientId = "test")
    {
        var (chain, session) = SessionOf(user);
        var exchange = new Exchange { Session = session };
        var program = request.Program;
        chain.InterestIn(program.Api.Key, program.Version);
        exchange.Begin(Guid.CreateVersion7(), program.Api, program.Version, 1, clientId, 0, 0, 0);
        chain.Bind(exchange);
        exchange.OneWay = program.Api.Key == 0 && request.Get<short>("Acks") == 0;
        var body = request.Encode();
        var verdict = await chain.OnRequestAsync(exchange, body);
        return verdict switch
        {
            Verdict.Next => new Step(verdict, exchange, Decode(program, exchange.RequestEdits, body)),
            Verdict.Reply => new Step(verdict, exchange, Decode(program.Api.Response(program.Version), exchange.Reply.Written)),
            _ => new Step(verdict, exchange, null),
        };
    }

    /// <summary>How long the user's connection is not read from.</summary>
    public TimeSpan Rest(string user) => SessionOf(user).Session.RestsUntil is var until && until == 0 ? TimeSpan.Zero : Time.GetElapsedTime(Time.GetTimestamp(), until);

    /// <summary>Lets the broker answer a request that was sent on; gives what the client would read.</summary>
    public async Task<Message> Answer(string user, Step sent, Message response)
    {
        var body = response.Encode();
        Assert.Equal(Verdict.Next, await Judge(user, sent, body));
        return Decode(response.Program, sent.Exchange.ResponseEdits, body);
    }

    /// <summary>What becomes of an answer, where it is not sure to pass.</summary>
    public Task<Verdict> Judge(string user, Step sent, Message response) => Judge(user, sent, response.Encode());

    public void Dispose()
    {
        foreach (var session in _sessions.Values)
            session.Chain.Dispose();
    }

    private (RoutePlan Route, KeyRing Keys) Ruled(string policy)
    {
        var (rules, problems) = PolicyLoader.Load([("policy.yaml", policy)]);
        Assert.True(rules is not null, string.Join('\n', problems));
        return (_route with { Rules = rules }, KeyRing.Ephemeral(rules.Keys));
    }

    private ChainPlan Plan(RoutePlan route, KeyRing? keys) => new(route, _brokers, Topics, keys, _audit, Time, NullLogger.Instance, registry: _registry, quotas: Quotas, quarantine: _quarantine, view: View, grants: _grants);

    private async Task<Verdict> Judge(string user, Step sent, byte[] body)
    {
        Assert.Equal(Verdict.Next, sent.Verdict);
        return await SessionOf(user).Chain.OnResponseAsync(sent.Exchange, body, body.Length);
    }

    // One connection of each user.
    private (Chain Chain, SessionState Session) SessionOf(string user)
    {
        if (_sessions.TryGetValue(user, out var known))
            return known;
        var session = new SessionState(Guid.NewGuid(), _route, 1, "10.0.0.1", 4711) { Principal = "User:" + user };
        return _sessions[user] = (new Chain(_live, session), session);
    }

    private static Message Decode(MessageProgram program, Edits edits, byte[] body)
    {
        if (!edits.Any)
            return Decode(program, body);
        var edited = new byte[edits.NewLength];
        edits.WriteTo(edited);
        return Decode(program, edited);
    }

    private static Message Decode(MessageProgram program, ReadOnlyMemory<byte> body)
    {
        var walk = new Walk();
        Assert.Null(walk.Read(program, body.ToArray()));
        return Message.Decode(walk);
    }
}
