using System.Globalization;
using System.Net;
using System.Security.Authentication;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;

namespace Compliance.Gateway.Tests.Edge.Names;

/// <summary>
/// A proxy with two routes on one port, each before a broker of its own, node 1: "r" (payments.example) takes anybody, "s"
/// (orders.example) certificates alone. Authorities and certificates of a test.
/// </summary>
internal sealed class NamedWorld : IAsyncDisposable
{
    public const string Payments = "kafka.payments.example";
    public const string Orders = "kafka.orders.example";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<IDisposable> _made = [];

    private NamedWorld()
    {
        Root = Keep(TestAuthority.Root("CN=Server Root"));
        ClientRoot = Keep(TestAuthority.Root("CN=Client Root"));
        Till = Keep(ClientRoot.Client("CN=till"));
    }

    public TestAuthority Root { get; }
    public TestAuthority ClientRoot { get; }
    public TestIdentity Till { get; }
    public ScriptedBroker PaymentsBroker { get; } = ScriptedBroker.Beating();
    public ScriptedBroker OrdersBroker { get; } = ScriptedBroker.Beating();
    public int Port { get; } = FreePort.Next();
    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);
    public GovernedProxy Proxy { get; private set; } = null!;

    /// <summary>What stands in place of a route's name while none is chosen.</summary>
    public string PortName => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <param name="orders">What the second route asks of its clients.</param>
    /// <param name="isOneCertificate">Both routes show the same one.</param>
    /// <param name="more">Routes beside.</param>
    public static async Task<NamedWorld> StartAsync(string orders = "tls: {ca: ca.pem}", bool isOneCertificate = false, string more = "")
    {
        var world = new NamedWorld();
        world.Proxy = await GovernedProxy.StartAsync("127.0.0.1:1", before: proxy =>
        {
            proxy.Write("payments.pem", world.Certificate("*.payments.example", isOneCertificate ? "*.orders.example" : "payments.example").Pem);
            proxy.Write("orders.pem", isOneCertificate ? File.ReadAllText(Path.Combine(proxy.Folder, "payments.pem")) : world.Certificate("*.orders.example").Pem);
            proxy.Write("ca.pem", world.ClientRoot.Pem);
            proxy.Write("proxy.yaml", world.Settings(world.Route("r", "payments", "anonymous: true") + world.Route("s", "orders", orders, "b") + more));
        });
        await world.HeardAsync(2);
        return world;
    }

    public TestIdentity Certificate(params string[] names) => Keep(Root.ServerOf(names));

    /// <summary>A route of that domain, before its broker, with brokers' names that begin so.</summary>
    public string Route(string name, string domain, string clients, string start = "", string? names = null, int? port = null) => string.Create(CultureInfo.InvariantCulture, $$"""
          {{name}}:
            cluster: {{domain}}
            listen: {address: 127.0.0.1, port: {{port ?? Port}}, tls: {certificate: {{domain}}.pem}, sni: {bootstrap: kafka.{{names ?? domain + ".example"}}, broker: "{{start}}$(node).{{names ?? domain + ".example"}}"} }
            clients: { {{clients}} }

        """);

    public string Settings(string routes) => $$"""
        clusters:
          payments: {bootstrap: ["127.0.0.1:{{PaymentsBroker.Port}}"]}
          orders: {bootstrap: ["127.0.0.1:{{OrdersBroker.Port}}"]}
          nobody: {bootstrap: ["127.0.0.1:1"]}
        routes:
        {{routes}}
        audit: {cluster: nobody, topic: audit, journal: journal, proxy: p1, stopTimeout: 1ms}
        limits: {reloadInterval: 0s}
        """;

    /// <summary>Other routes on disk, and the proxy is told to read them.</summary>
    public Task<bool> UseAsync(string routes)
    {
        Proxy.Write("proxy.yaml", Settings(routes));
        return Proxy.Process.ReloadAsync();
    }

    /// <summary>So many brokers can be reached by name.</summary>
    public Task HeardAsync(int brokers) => Eventually.TrueAsync(() => Proxy.Log.All.Count(line => line.StartsWith("Information 1002 ", StringComparison.Ordinal)) >= brokers, Patience, "the brokers");

    public Task<TlsClient> ConnectAsync(string name, TestIdentity? identity = null, SslProtocols version = SslProtocols.None) =>
        TlsClient.ConnectAsync(EndPoint, Root.Certificate, identity, version, name: name);

    /// <summary>Why a client of that name was not let in, in the words of its TLS; null: it was, and got an answer.</summary>
    public async Task<string?> RefusalAsync(string name, TestIdentity? identity = null, SslProtocols version = SslProtocols.None)
    {
        try
        {
            await using var client = await ConnectAsync(name, identity, version);
            return await client.IsServedAsync(1) ? null : "closed";
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return e.ToString();
        }
    }

    public T Keep<T>(T made)
        where T : IDisposable
    {
        _made.Add(made);
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        foreach (var broker in new[] { PaymentsBroker, OrdersBroker })
            await broker.DisposeAsync();
        _made.ForEach(made => made.Dispose());
    }
}
