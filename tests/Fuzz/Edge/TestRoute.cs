using System.Net;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Fuzz.Edge;

/// <summary>A route and a session of it, as plain as they can be.</summary>
internal static class TestRoute
{
    public const string Advertised = "proxy.example";
    public const string RealHost = "real.broker.example";
    public const int FirstBrokerPort = 20_000;

    public static ClusterPlan Cluster { get; } = new("main", [new BrokerAddress(RealHost, 9092)]);

    public static RoutePlan Plan { get; } =
        new("payments", Cluster, new ListenPlan(IPAddress.Loopback, 19_092, FirstBrokerPort, FirstBrokerPort + 99), Advertised, ClientsPlan.Anonymous);

    public static SessionState Session(RoutePlan? route = null) => new(Guid.Empty, route ?? Plan, 1, "10.0.0.1", 4711);
}
