using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Audit.Ladder;
using Compliance.Gateway.Settings;
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

    /// <summary>A journal of 1 MiB, with bounds that are reached soon.</summary>
    public static AuditPlan Small(AuditPlan plan) => plan with
    {
        SegmentBytes = 256 << 10,
        MaxJournalBytes = 1 << 20,
        FillingPercent = 30,
        RefuseStrictPercent = 50,
        MaxThrottle = TimeSpan.FromMilliseconds(80),
    };

    public async Task<AuditTrail> StartAsync(Func<AuditPlan, AuditPlan>? change = null)
    {
        var plan = SamplePlan.In(_folder.Path) with { StopTimeout = TimeSpan.FromMilliseconds(1), SegmentBytes = 16 << 20 };
        plan = change?.Invoke(plan) ?? plan;
        return _trail = await AuditTrail.StartAsync(plan, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>Fills the journal until so much is held back.</summary>
    public async Task ClimbAsync(Rung rung) => await Eventually.TrueAsync(
        () =>
        {
            // A few at a time, so that the disk thread sees each rung on the way.
            for (var i = 0; i < 50 && _trail!.Ladder.Rung < rung; i++)
                _trail.Recorder.Append(SampleEvent.Fetch());
            return _trail!.Ladder.Rung >= rung;
        },
        TimeSpan.FromSeconds(60), $"the rung {rung}");

    /// <summary>Stops the trail and gives every event of it but its own (those too with <paramref name="all"/>), in order, each with the bytes it was written as.</summary>
    public async Task<List<(AuditEvent Event, byte[] Encoded)>> StopAsync(bool all = false)
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
            if (all || !e.Action.StartsWith("audit.", StringComparison.Ordinal))
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
