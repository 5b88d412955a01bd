using System.Buffers;
using Compliance.Events;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>Events and records of the audit topic for the tests.</summary>
internal static class Sample
{
    public static readonly DateTime Noon = new(2026, 11, 25, 12, 0, 0, DateTimeKind.Utc);

    public static long Micros(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>A read of payments by the analyst, masked; each sequence a second later.</summary>
    public static AuditEvent Fetch(long sequence, string proxy = "proxy-1", long epoch = 1000)
    {
        var e = new AuditEvent
        {
            Id = IdOf(proxy, epoch, sequence),
            Timestamp = Micros(Noon) + (sequence * 1_000_000),
            Proxy = proxy,
            ProxyVersion = "0.1.0",
            Epoch = epoch,
            Sequence = sequence,
            Category = "database",
            Type = "access",
            Action = "kafka.fetch",
            Outcome = "success",
            Duration = 1_500_000,
            UpstreamDuration = 1_200_000,
            Route = "payments",
            Cluster = "main",
            Principal = "User:analyst",
            AuthMechanism = "PLAIN",
            SourceIp = "127.0.0.1",
            SourcePort = 50_000,
            ClientId = "analyst-1",
            ClientSoftwareName = "librdkafka",
            ClientSoftwareVersion = "2.16.0",
            SessionId = new Guid("11111111-2222-3333-4444-555555555555"),
            RequestId = Guid.CreateVersion7(),
            ApiKey = 1,
            ApiVersion = 17,
            CorrelationId = (int)sequence,
            Topic = "payments",
            TopicId = new Guid("bbbbbbbb-cccc-dddd-eeee-ffffffffffff"),
            PartitionCount = 1,
            OffsetFirst = sequence * 10,
            OffsetLast = (sequence * 10) + 9,
            Records = 10,
            Bytes = 4_096,
            GroupId = "analysts",
            Decision = "mask",
            Rule = "payments#1",
            PolicyId = "payments",
            PolicySha256 = new string('a', 64),
            MaskedValues = 20,
            Purpose = "reporting",
        };
        e.Partitions.Add(0);
        e.DataClasses.Add("card-number");
        e.MaskFields.Add("card.number");
        e.MaskTechniques.Add("mask");
        return e;
    }

    public static Guid IdOf(string proxy, long epoch, long sequence)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{proxy}/{epoch}/{sequence}"));
        hash[6] = (byte)(0x70 | (hash[6] & 0x0F));
        hash[8] = (byte)(0x80 | (hash[8] & 0x3F));
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    /// <summary>A record of the audit topic with these events.</summary>
    public static byte[] Batch(IEnumerable<AuditEvent> events)
    {
        var writer = new EventBatchWriter(64 << 20);
        var started = false;
        foreach (var e in events)
        {
            if (!started)
                writer.Start(e.Proxy, e.Epoch);
            started = true;
            if (!writer.TryAdd(e.Sequence, Encode(e)))
                throw new InvalidOperationException("The events of a batch must follow each other.");
        }

        return writer.Finish().ToArray();
    }

    public static byte[] Batch(long first, long last, string proxy = "proxy-1", long epoch = 1000)
    {
        var events = new List<AuditEvent>();
        for (var sequence = first; sequence <= last; sequence++)
            events.Add(Fetch(sequence, proxy, epoch));
        return Batch(events);
    }

    public static byte[] Encode(AuditEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        EventCodec.Write(e, output);
        return output.WrittenSpan.ToArray();
    }
}
