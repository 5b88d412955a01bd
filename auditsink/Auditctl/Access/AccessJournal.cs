using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using Compliance.Events;

namespace Compliance.Auditctl.Access;

/// <summary>
/// The journal of uses in an archive that no audit topic is configured for: records of the audit topic, each behind its length.
/// <code>
/// journal = (length:u32 batch)*        length big-endian; batch as EventBatchView has it, one event each
/// </code>
/// One name and epoch from the file's first record on, sequences without a gap: a record that is taken out, changed or moved shows, one cut
/// off the end does not. A last record that is not whole was being written when the power went: it counts as not written, and no answer was
/// given for it. Stateless.
/// </summary>
internal static class AccessJournal
{
    public const string Folder = "_access";
    private const string FileName = "auditctl.journal";
    private const int MaxRecord = 1 << 20;

    /// <summary>How long to wait for others who record their uses.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static string PathIn(string archive) => Path.Combine(archive, Folder, FileName);

    /// <summary>Its events, in order; none where there is no file.</summary>
    /// <exception cref="ArchiveException">A record is damaged, missing, or not where it was written.</exception>
    public static async Task<IReadOnlyList<AuditEvent>> ReadAsync(string path, CancellationToken stop)
    {
        if (!File.Exists(path))
            return [];
        using var file = await OpenAsync(path, stop);
        return Read(path, file, out _);
    }

    /// <param name="path">Its name, for what is said about it.</param>
    /// <param name="file">The journal, from its beginning.</param>
    /// <param name="length">Bytes that the whole records take: what is behind them is the torn end.</param>
    public static IReadOnlyList<AuditEvent> Read(string path, FileStream file, out long length)
    {
        var events = new List<AuditEvent>();
        var head = new byte[4];
        length = 0;
        while (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (size > MaxRecord)
                throw Damaged(path, events.Count + 1, "is damaged");
            var record = new byte[size];
            if (file.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) < record.Length)
                return events;
            events.Add(Event(path, events.Count + 1, record, events.Count > 0 ? events[^1] : null));
            length += head.Length + size;
        }

        return events;
    }

    /// <summary>The event as a record of the audit topic.</summary>
    public static byte[] Record(AuditEvent use)
    {
        var encoded = new ArrayBufferWriter<byte>();
        EventCodec.Write(use, encoded);
        var batch = new EventBatchWriter(MaxRecord);
        batch.Start(use.Proxy, use.Epoch);
        batch.TryAdd(use.Sequence, encoded.WrittenSpan);
        return batch.Finish().ToArray();
    }

    public static byte[] Framed(byte[] record)
    {
        var framed = new byte[4 + record.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed, (uint)record.Length);
        record.CopyTo(framed, 4);
        return framed;
    }

    // A use that is being recorded has the file for itself, for as long as a flush to the disk takes.
    private static async Task<FileStream> OpenAsync(string path, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (IOException) when (File.Exists(path) && Stopwatch.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Pause, stop);
            }
        }
    }

    private static AuditEvent Event(string path, int number, byte[] record, AuditEvent? before)
    {
        var use = new AuditEvent();
        if (EventBatchView.Open(record, out var batch) is not null || batch.Count != 1 || !batch.MoveNext() || EventCodec.Read(batch.Current, use) is not null)
            throw Damaged(path, number, "is damaged");
        var first = before is null && use.Sequence == AuditEvent.FirstSequence;
        var next = before is not null && (use.Proxy, use.Epoch, use.Sequence) == (before.Proxy, before.Epoch, before.Sequence + 1);
        return first || next ? use : throw Damaged(path, number, "does not follow the one before it");
    }

    private static ArchiveException Damaged(string path, int number, string what) => new(
        $"{path}: record {number} of the journal of uses {what}. Restore it from a copy, or move it away, kept as evidence, to begin a new one.");
}
