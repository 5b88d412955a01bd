using Compliance.Events;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>An event as the pipeline fills it for a masked fetch.</summary>
internal static class SampleEvent
{
    public static AuditEvent Fetch(long records = 12)
    {
        var e = new AuditEvent
        {
            Timestamp = 1_790_000_000_000_000,
            Category = "database",
            Type = "access",
            Action = "kafka.fetch",
            Outcome = "success",
            Duration = 1_234_567,
            UpstreamDuration = 1_000_000,
            Route = "payments",
            Cluster = "main",
            Principal = "User:analyst",
            AuthMechanism = "PLAIN",
            SourceIp = "10.1.2.3",
            SourcePort = 40123,
            ClientId = "analytics-7",
            ClientSoftwareName = "apache-kafka-java",
            ClientSoftwareVersion = "4.1.0",
            SessionId = Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            RequestId = Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            ApiKey = 1,
            ApiVersion = 17,
            CorrelationId = 4711,
            Topic = "payments.card",
            TopicId = Guid.Parse("0198c0de-0000-7000-8000-000000000003"),
            PartitionCount = 3,
            OffsetFirst = 1000,
            OffsetLast = 1011,
            Records = records,
            Bytes = 12_288,
            GroupId = "analytics",
            Decision = "mask",
            Rule = "analysts-read-payments",
            PolicyId = "pci-payments",
            PolicySha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            MaskedValues = 24,
            Purpose = "reporting",
        };
        e.Partitions.Add(0);
        e.Partitions.Add(1);
        e.Partitions.Add(2);
        e.DataClasses.Add("card-number");
        e.DataClasses.Add("email");
        e.MaskFields.Add("card.number");
        e.MaskFields.Add("customer.email");
        e.MaskTechniques.Add("mask");
        return e;
    }
}
