using System.Buffers;
using Compliance.Events;
using Compliance.Gateway.Tests.Audit;

namespace Compliance.Fuzz.Evidence;

/// <summary>Events as the pipeline makes them, and batches of them as the shipper sends them.</summary>
internal static class Events
{
    public static byte[] Encode(AuditEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        EventCodec.Write(e, output);
        return output.WrittenSpan.ToArray();
    }

    public static AuditEvent Numbered(long epoch, long sequence)
    {
        var e = SampleEvent.Fetch();
        (e.Proxy, e.Epoch, e.Sequence, e.Id) = ("proxy-1", epoch, sequence, Guid.Parse($"0198c0de-0000-7000-8000-{sequence:x12}"));
        return e;
    }

    public static byte[] Batch(string proxy, long epoch, long first, int count)
    {
        var writer = new EventBatchWriter(1 << 20);
        writer.Start(proxy, epoch);
        for (int i = 0; i < count; i++)
            writer.TryAdd(first + i, Encode(i % 2 == 0 ? Numbered(epoch, first + i) : new AuditEvent { Action = "kafka.heartbeat", Proxy = proxy, Epoch = epoch, Sequence = first + i }));
        return writer.Finish().ToArray();
    }
}
