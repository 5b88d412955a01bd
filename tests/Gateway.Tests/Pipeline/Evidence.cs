using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Tests.Audit;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>An audit trail in a folder of its own, without a broker: what the steps record is read back from its journal.</summary>
internal sealed class Evidence : IAsyncDisposable
{
    private readonly TempFolder _folder = new("evidence");
    private AuditTrail? _trail;

    public async Task<AuditTrail> StartAsync()
    {
        var plan = SamplePlan.In(_folder.Path) with { StopTimeout = TimeSpan.FromMilliseconds(1), SegmentBytes = 16 << 20 };
        return _trail = await AuditTrail.StartAsync(plan, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>Stops the trail and gives every event of it but its own start and stop, in order, each with the bytes it was written as.</summary>
    public async Task<List<(AuditEvent Event, byte[] Encoded)>> StopAsync()
    {
        await _trail!.DisposeAsync();
        _trail = null;
        using var folder = JournalFolder.Open(_folder.Path);
        var oldest = new Recovery(folder, SamplePlan.Proxy, NullLogger.Instance).Run(EpochRecord.Parse(folder.Read(SegmentChain.EpochFile)), Cursor.None);
        using var reader = new JournalReader(oldest!, Cursor.None, NullLogger.Instance);
        List<(AuditEvent, byte[])> events = [];
        for (; reader.TryPeek(out var entry); reader.Advance())
        {
            var e = new AuditEvent();
            Assert.Null(EventCodec.Read(entry.Encoded, e));
            if (!e.Action.StartsWith("audit.", StringComparison.Ordinal))
                events.Add((e, entry.Encoded.ToArray()));
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        if (_trail is not null)
            await _trail.DisposeAsync();
        _folder.Dispose();
    }
}
