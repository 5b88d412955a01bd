using Compliance.Gateway.Settings;
using Compliance.Gateway.Tls;

namespace Compliance.Gateway.Telemetry;

/// <summary>How TLS does: handshakes under way beside their bound, and how long certificates last. Read when somebody asks.</summary>
internal static class TlsMetrics
{
    public static void Declare(Instruments instruments, HandshakeGate gate, Func<ActivePlan> plan, TimeProvider time)
    {
        instruments.Gauge("compliance.proxy.tls.handshakes.under_way", "{handshake}", "TLS handshakes under way", () => gate.UnderWay);
        instruments.Gauge("compliance.proxy.tls.handshakes.waiting", "{handshake}", "Clients that wait to begin their TLS handshake, since limits.maxHandshakes is reached", () => gate.Waiting);
        instruments.Counter("compliance.proxy.tls.handshakes.waits", "{wait}", "Times that a client had to wait for that", () => gate.Waits);
        instruments.Gauge("compliance.proxy.tls.certificate.left", "s", "How long a certificate of a route still lasts, by its use and subject; less than nothing once it has expired", () => Left(plan(), time.GetUtcNow()));
        instruments.Gauge("compliance.proxy.cluster.certificate.left", "s", "How long a certificate of a cluster's tls still lasts, by its use and subject; less than nothing once it has expired", () => LeftOfClusters(plan(), time.GetUtcNow()));
        instruments.Gauge("compliance.proxy.tls.revocation_list.left", "s", "How long a list of revoked certificates still holds, by its issuer; less than nothing once it has expired, and whom the issuer vouches for is refused", () => LeftOfLists(plan(), time.GetUtcNow()));
    }

    /// <summary>As <see cref="Left"/>, of what is shown to brokers and of who vouches for them.</summary>
    private static IEnumerable<Sample> LeftOfClusters(ActivePlan plan, DateTimeOffset now) =>
        from cluster in plan.Clusters
        from life in cluster.Tls?.Lives ?? []
        group life.Left(now).TotalSeconds by (Cluster: cluster.Name, life.Use, life.Subject) into alike
        select new Sample(Math.Round(alike.Min()), Labels.Of(("cluster", alike.Key.Cluster), ("use", alike.Key.Use), ("subject", alike.Key.Subject)));

    /// <summary>As <see cref="Left"/>; what is for brokers has no route, and what is for clients no cluster.</summary>
    private static IEnumerable<Sample> LeftOfLists(ActivePlan plan, DateTimeOffset now) =>
        from list in plan.Routes.SelectMany(route => route.Tls?.Clients?.ListLives ?? [], (route, life) => (Route: route.Name, Cluster: "", life))
            .Concat(plan.Clusters.SelectMany(cluster => cluster.Tls?.ListLives ?? [], (cluster, life) => (Route: "", Cluster: cluster.Name, life)))
        group list.life.Left(now).TotalSeconds by (list.Route, list.Cluster, list.life.Subject) into alike
        select new Sample(Math.Round(alike.Min()), Labels.Of(("route", alike.Key.Route), ("cluster", alike.Key.Cluster), ("issuer", alike.Key.Subject)));

    /// <summary>Of several with one name, the one that ends first.</summary>
    private static IEnumerable<Sample> Left(ActivePlan plan, DateTimeOffset now) =>
        from route in plan.Routes
        from life in route.Tls?.Lives ?? []
        group life.Left(now).TotalSeconds by (Route: route.Name, life.Use, life.Subject) into alike
        select new Sample(Math.Round(alike.Min()), Labels.Of(("route", alike.Key.Route), ("use", alike.Key.Use), ("subject", alike.Key.Subject)));
}
