using System.Globalization;
using Compliance.Functional.Proxies;
using Compliance.Harness;

namespace Compliance.Functional.Names;

/// <summary>
/// A proxy that stands before two clusters with one port, TLS and names: payments.example is the one, orders.example the other. Beside it
/// what clients need: whom to trust, and where the names are.
/// </summary>
internal sealed class OnePort : IAsyncDisposable
{
    public const string Payments = "kafka.payments.example";
    public const string Orders = "kafka.orders.example";

    /// <summary>This machine's too, and no route's.</summary>
    public const string Nobody = "kafka.elsewhere.example";
    private readonly TempFolder _folder = new("one-port");
    private readonly TestAuthority _root = TestAuthority.Root("CN=Server Root");

    private OnePort()
    {
        Ca = _folder.Write("ca.pem", _root.Pem);
        Hosts = _folder.Write("hosts", string.Concat(Names.Select(name => $"127.0.0.1 {name}\n")));
        JavaSettings = _folder.Write("client.properties", $"security.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.location={Ca}\n");
    }

    public string Ca { get; }
    public string Hosts { get; }
    public string JavaSettings { get; }
    public ProxyProcess Proxy { get; private set; } = null!;

    private static IEnumerable<string> Names =>
        ["localhost", Payments, Orders, Nobody, .. Enumerable.Range(1, 3).Select(node => $"broker-{node}.payments.example"), "1.orders.example"];

    public static async Task<OnePort> StartAsync(string payments, string orders)
    {
        var made = new OnePort();
        made.Proxy = await ProxyProcess.StartAsync(made.Settings(payments, orders));
        return made;
    }

    public string At(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}:{Proxy.Port}");

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        _root.Dispose();
        _folder.Dispose();
    }

    private ProxySettings Settings(string payments, string orders)
    {
        using var first = _root.ServerOf("*.payments.example");
        using var second = _root.ServerOf("*.orders.example");
        var (port, admin) = (FreePort.Next(), FreePort.Next());
        return new ProxySettings(port, admin, $$"""
            clusters:
              payments: {bootstrap: [{{ProxySettings.Quoted(payments)}}]}
              orders: {bootstrap: [{{ProxySettings.Quoted(orders)}}]}
            routes:
              payments:
                cluster: payments
                listen: {address: 127.0.0.1, port: {{port}}, tls: {certificate: payments.pem}, sni: {bootstrap: {{Payments}}, broker: "broker-$(node).payments.example"} }
                clients: {anonymous: true}
              orders:
                cluster: orders
                listen: {address: 127.0.0.1, port: {{port}}, tls: {certificate: orders.pem}, sni: {bootstrap: {{Orders}}, broker: "$(node).orders.example"} }
                clients: {anonymous: true}
            admin: {address: 127.0.0.1, port: {{admin}}}
            """, new Dictionary<string, string> { ["payments.pem"] = first.Pem, ["orders.pem"] = second.Pem });
    }
}
