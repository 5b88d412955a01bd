using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Benchmarks.Micro;

/// <summary>Writing one audit event into the journal: what the data path pays; the disk has its own thread.</summary>
internal static class JournalBenchmark
{
    public static void Run()
    {
        using var folder = new TempFolder("journal");
        using var instruments = new Instruments();
        var plan = new AuditPlan(new ClusterPlan("main", []), "compliance.audit", folder.Path) { Proxy = "benchmark", MaxJournalBytes = 40L << 30 };
        JournalLoop journal = JournalLoop.Open(plan, TimeProvider.System, new AuditMetrics(instruments, TimeProvider.System), NullLogger.Instance);
        var recorder = new Recorder(journal.Journal, new EventIds(TimeProvider.System), plan.Proxy, "1.0");
        AuditEvent e = Event();

        // The disk falls behind a loop that does nothing else. Asleep, the thread costs no processor time.
        Meter.Run("append an audit event to the journal", 0, () =>
        {
            while (!recorder.Append(e))
                Thread.Sleep(1);
        });
        journal.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    internal static AuditEvent Event()
    {
        var e = new AuditEvent
        {
            Timestamp = 1_790_000_000_000_000,
            Category = "database",
            Type = "access",
            Action = "kafka.fetch",
            Outcome = "success",
            Route = "payments",
            Cluster = "main",
            Principal = "User:analyst",
            SourceIp = "10.1.2.3",
            SourcePort = 40123,
            ClientId = "analytics-7",
            ClientSoftwareName = "apache-kafka-java",
            ClientSoftwareVersion = "4.3.1",
            ApiKey = 1,
            ApiVersion = 17,
            Topic = "payments.card",
            Decision = "mask",
            PolicyId = "pci-payments",
            PolicySha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            MaskedValues = 24,
        };
        e.Partitions.Add(0);
        e.DataClasses.Add("card-number");
        e.DataClasses.Add("email");
        e.MaskFields.Add("card.number");
        e.MaskFields.Add("customer.email");
        e.MaskTechniques.Add("mask");
        return e;
    }
}
