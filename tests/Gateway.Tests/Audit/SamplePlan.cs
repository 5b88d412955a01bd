using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>Plans for tests: small segments, so that a few events fill several.</summary>
internal static class SamplePlan
{
    public const string Proxy = "proxy-1";

    /// <summary>A port at which nobody listens unless a test gives one.</summary>
    public static AuditPlan In(string folder, string bootstrap = "127.0.0.1:1", string topic = "audit")
    {
        var colon = bootstrap.LastIndexOf(':');
        var broker = new BrokerAddress(bootstrap[..colon], int.Parse(bootstrap[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        return new AuditPlan(new ClusterPlan("main", [broker]), topic, folder)
        {
            Proxy = Proxy,
            SegmentBytes = 256 << 10,
            MaxJournalBytes = 256L << 20,
            StopTimeout = TimeSpan.FromSeconds(20),
        };
    }
}
