using Compliance.Events;
using Compliance.Gateway.Audit.Journaling;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>What a folder holds, read as the next start of the proxy would read it: settled first, then from the oldest segment on.</summary>
internal sealed class JournalContent
{
    public List<(long Epoch, long Sequence, string? Topic)> Events { get; } = [];
    public List<(long Epoch, long First, long Last)> Gaps { get; } = [];

    /// <summary>What the audit says of itself.</summary>
    public List<AuditEvent> Control { get; } = [];
    public long LastSequence { get; private init; }
    public IEnumerable<long> Sequences => Events.Select(e => e.Sequence);

    public static JournalContent Of(string path)
    {
        using var folder = JournalFolder.Open(path);
        var recovery = new Recovery(folder, SamplePlan.Proxy, NullLogger.Instance);
        var oldest = recovery.Run(EpochRecord.Parse(folder.Read(SegmentChain.EpochFile)), Cursor.None);
        var content = new JournalContent { LastSequence = recovery.LastSequence };
        if (oldest is null)
            return content;
        using var reader = new JournalReader(oldest, Cursor.None, NullLogger.Instance);
        content.Take(reader);
        return content;
    }

    public static JournalContent Of(JournalReader reader)
    {
        var content = new JournalContent();
        content.Take(reader);
        return content;
    }

    private void Take(JournalReader reader)
    {
        while (reader.TryPeek(out var entry))
        {
            if (entry.IsGap)
            {
                Gaps.Add((entry.Epoch, entry.First, entry.Last));
            }
            else
            {
                var e = new AuditEvent();
                Assert.Null(EventCodec.Read(entry.Encoded, e));
                Assert.Equal((entry.Epoch, entry.First), (e.Epoch, e.Sequence));
                Events.Add((e.Epoch, e.Sequence, e.Topic));
                if (e.Action.StartsWith("audit.", StringComparison.Ordinal))
                    Control.Add(e);
            }

            reader.Advance();
        }
    }
}
