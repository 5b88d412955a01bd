using CsCheck;

namespace Compliance.Events.Tests;

/// <summary>Events for the tests: one with every field filled, and random ones.</summary>
internal static class SampleEvents
{
    public static AuditEvent Full()
    {
        var e = new AuditEvent
        {
            Id = new Guid("01890a5d-ac96-774b-bcce-b302099a8057"),
            Timestamp = 1_795_600_000_123_456,
            Proxy = "proxy-1",
            ProxyVersion = "0.1.0",
            Epoch = 1_795_599_000_000,
            Sequence = 42,
            Category = "database",
            Type = "access",
            Action = "kafka.fetch",
            Outcome = "success",
            Reason = "The policy denies it.",
            Duration = 1_234_567,
            UpstreamDuration = 1_000_000,
            ErrorCode = 29,
            Route = "payments",
            Cluster = "main",
            Principal = "User:analyst",
            AuthMechanism = "PLAIN",
            TlsVersion = "1.3",
            TlsCipher = "TLS_AES_256_GCM_SHA384",
            SourceIp = "127.0.0.1",
            SourcePort = 50123,
            ClientId = "büro-😀",
            ClientSoftwareName = "librdkafka",
            ClientSoftwareVersion = "2.16.0",
            SessionId = new Guid("11111111-2222-3333-4444-555555555555"),
            RequestId = new Guid("66666666-7777-8888-9999-aaaaaaaaaaaa"),
            ApiKey = 1,
            ApiVersion = 17,
            CorrelationId = 7,
            Topic = "payments",
            TopicId = new Guid("bbbbbbbb-cccc-dddd-eeee-ffffffffffff"),
            PartitionCount = 2,
            OffsetFirst = 100,
            OffsetLast = 199,
            Records = 100,
            Bytes = 65_536,
            GroupId = "analysts",
            TransactionalId = "tx",
            Decision = "mask",
            Rule = "payments#3",
            PolicyId = "payments",
            PolicySha256 = new string('a', 64),
            MaskedValues = 200,
            ClearValues = 3,
            MaskFailures = 1,
            ExemptionId = "FRAUD-17",
            Purpose = "fraud-investigation",
            AggCount = 9,
            AggStart = 1_795_600_000_000_000,
            AggEnd = 1_795_600_030_000_000,
            SeqFrom = 5,
            SeqTo = 6,
            SeqEpoch = 1_795_500_000_000,
            PreviousPolicySha256 = new string('b', 64),
            PolicyRelease = 3,
            ObservedDecision = "deny",
            ObservedValues = 12,
            UndeclaredValues = 3,
            QuarantinedRecords = 2,
            GrantId = "salaries/3",
        };
        e.Partitions.Add(0);
        e.Partitions.Add(7);
        e.OffsetsFirst.Add(40);
        e.OffsetsFirst.Add(-1);
        e.OffsetsLast.Add(5_000_000_000);
        e.OffsetsLast.Add(-1);
        e.Filters.Add("topic=payments");
        e.PolicyApprovers.Add("bob");
        e.ObservedRules.Add("P4");
        e.UndeclaredKinds.Add("pan");
        e.UndeclaredFields.Add("$..note");
        e.QuarantineTopics.Add("quarantine.shop");
        e.DataClasses.Add("card-number");
        e.DataClasses.Add("e-mail");
        e.ClearClasses.Add("e-mail");
        e.MaskFields.Add("card.number");
        e.MaskTechniques.Add("mask");
        return e;
    }

    public static readonly Gen<AuditEvent> Any =
        from id in Gen.Guid
        from numbers in Gen.Long.Array[6]
        from time in Gen.DateTime
        from texts in Gen.String[0, 40].Array[6]
        from partitions in Gen.Int.Array[0, 70]
        from classes in Gen.String[0, 20].Array[0, 5]
        from code in Gen.Short
        select Make(id, time.Ticks / 10 - 62135596800000000, numbers, texts, partitions, classes, code);

    private static AuditEvent Make(Guid id, long time, long[] numbers, string[] texts, int[] partitions, string[] classes, short code)
    {
        var e = new AuditEvent
        {
            Id = id,
            Timestamp = time,
            Sequence = numbers[1],
            Epoch = numbers[2],
            Records = numbers[3],
            Bytes = numbers[0],
            AggStart = time + (numbers[4] & 1),
            SeqTo = numbers[5],
            ErrorCode = code,
            Principal = EventText.Clean(texts[0])!,
            ClientId = EventText.Clean(texts[1]),
            Topic = EventText.Clean(texts[2]),
            GroupId = EventText.Clean(texts[3]),
            Purpose = EventText.Clean(texts[4]),
            Action = EventText.Clean(texts[5])!,
        };
        foreach (var partition in partitions)
            e.Partitions.Add(partition);
        foreach (var name in classes)
            e.DataClasses.Add(EventText.Clean(name)!);
        return e;
    }
}
