using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Compliance.Events;
using Compliance.Events.Archive;

namespace Compliance.AuditSink.Intake;

/// <summary>
/// Rows that the sink itself adds to the evidence. The same finding always gives the same row, id included, so that one made again after a
/// crash, or by the archive's side and the index's side, is no second one.
/// </summary>
internal static class SinkEvents
{

    /// <summary>Events of a proxy that never came, found when the one behind them did.</summary>
    public static void FillGap(AuditEvent e, string proxy, long epoch, long first, long last, long time)
    {
        Fill(e, AuditAction.Gap, "Events of this proxy are missing from the audit topic.", time);
        (e.Proxy, e.Epoch, e.Sequence) = (proxy, epoch, first);
        (e.SeqFrom, e.SeqTo, e.SeqEpoch) = (first, last, epoch);
        e.Id = MakeId(time, $"{AuditAction.Gap}/{proxy}/{epoch}/{first}/{last}");
    }

    /// <summary>A record of the audit topic that is no batch of events.</summary>
    public static void FillUnreadable(AuditEvent e, string topic, int partition, long offset, long time)
    {
        Fill(e, AuditAction.Unreadable, "A record of the audit topic is not a batch of events, or is damaged.", time);
        (e.Topic, e.OffsetFirst, e.OffsetLast, e.PartitionCount) = (topic, offset, offset, 1);
        e.Partitions.Add(partition);
        e.Id = MakeId(time, $"{AuditAction.Unreadable}/{topic}/{partition}/{offset}");
    }

    /// <summary>One event of a batch that cannot be read; its place in the sequence is known.</summary>
    public static void FillUnreadable(AuditEvent e, string proxy, long epoch, long sequence, long time)
    {
        Fill(e, AuditAction.Unreadable, "An event of this proxy is damaged, or is written in a form that the sink does not know.", time);
        (e.Proxy, e.Epoch, e.Sequence) = (proxy, epoch, sequence);
        (e.SeqFrom, e.SeqTo, e.SeqEpoch) = (sequence, sequence, epoch);
        e.Id = MakeId(time, $"{AuditAction.Unreadable}/{proxy}/{epoch}/{sequence}");
    }

    /// <summary>An entry that a sink was about to write was another's already; the rows of it are read again.</summary>
    public static void FillOwnershipLost(AuditEvent e, ManifestEntry ours, long time)
    {
        Fill(e, AuditAction.OwnershipLost, "A sink lost this partition of the audit topic to another while it gathered.", time);
        (e.Topic, e.OffsetFirst, e.OffsetLast, e.PartitionCount) = (ours.Topic, ours.First, ours.Last, 1);
        e.Partitions.Add(ours.Partition);
        e.Id = MakeId(time, $"{AuditAction.OwnershipLost}/{ours.Topic}/{ours.Partition}/{ours.Number}/{ours.Writer}");
    }

    /// <summary>Files of a past hour were written anew as one.</summary>
    public static void FillCompacted(AuditEvent e, ManifestEntry entry, string reason)
    {
        Fill(e, AuditAction.Compact, reason, entry.At ?? 0);
        (e.Type, e.Outcome) = ("change", "success");
        (e.Topic, e.PartitionCount, e.Records, e.Bytes) = (entry.Topic, 1, entry.Rows, entry.Files.Sum(file => file.Bytes));
        e.Partitions.Add(entry.Partition);
        e.Id = MakeId(e.Timestamp, $"{AuditAction.Compact}/{entry.Topic}/{entry.Partition}/{entry.Number}");
    }

    /// <summary>An index is about to be deleted because its time is over: it goes when this row lasts.</summary>
    public static void FillIndexDelete(AuditEvent e, string index, long documents, long time)
    {
        Fill(e, AuditAction.IndexDelete, "The sink deletes a search index whose time is over; the archive has its events.", time);
        (e.Type, e.Outcome, e.Records) = ("deletion", "unknown", documents);
        e.Filters.Add($"index={index}");
        e.Id = MakeId(time, $"{AuditAction.IndexDelete}/{index}/{time}");
    }

    /// <summary>The clock of a sink's machine was set, or is behind what the archive's newest entry says.</summary>
    public static void FillClockJump(AuditEvent e, TimeSpan jump, long time)
    {
        Fill(e, AuditAction.ClockJump, $"At the sink: {ClockWatch.Describe(jump)}", time);
        (e.Type, e.Outcome) = ("change", "unknown");
        e.Id = MakeId(time, $"{AuditAction.ClockJump}/{time}/{jump.Ticks}");
    }

    private static void Fill(AuditEvent e, string action, string reason, long time)
    {
        e.Clear();
        (e.Timestamp, e.Action, e.Reason) = (time, action, reason);
        (e.Category, e.Type, e.Outcome) = ("configuration", "error", "failure");
    }

    // The layout of a UUIDv7, its random part taken from a hash of what was found.
    private static Guid MakeId(long time, FormattableString finding)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(finding.ToString(CultureInfo.InvariantCulture)), hash);
        var millis = time / 1000;
        for (var i = 0; i < 6; i++)
            hash[i] = (byte)(millis >> (40 - (i * 8)));
        hash[6] = (byte)(0x70 | (hash[6] & 0x0F));
        hash[8] = (byte)(0x80 | (hash[8] & 0x3F));
        return new Guid(hash[..16], bigEndian: true);
    }
}
