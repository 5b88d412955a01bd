using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Compliance.Events;

namespace Compliance.Auditctl.Access;

/// <summary>
/// The journal of uses in an archive that no audit topic is configured for: records of the audit topic, each behind its length.
/// <code>
/// journal = (length:u32 batch)*        length big-endian; batch as EventBatchView has it, one event each
/// _access/auditctl-000000000001.journal    full ones, by their first record's number
/// _access/auditctl-000000007311.journal
/// _access/auditctl.journal                 the one that is written, whose records follow the last of those
/// </code>
/// One name and epoch from the first record on, sequences without a gap, also from file to file: a record or a file that is taken out,
/// changed or moved shows, one cut off the end does not. A last record that is not whole was being written when the power went: it counts as
/// not written, and no answer was given for it. Stateless.
/// </summary>
internal static class AccessJournal
{
    public const string Folder = "_access";

    /// <summary>From this size on a journal is full: what a new record costs does not grow with what was recorded before.</summary>
    public const long FullBytes = 1 << 20;

    private const string FileName = "auditctl.journal";
    private const string FullNames = "auditctl-*.journal";
    private const int MaxRecord = 1 << 20;

    /// <summary>How long to wait for others who record their uses.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static string PathIn(string archive) => Path.Combine(archive, Folder, FileName);

    /// <summary>What a full journal is called from then on.</summary>
    public static string FullPath(string path, long first) =>
        Path.Combine(Path.GetDirectoryName(path)!, string.Create(CultureInfo.InvariantCulture, $"auditctl-{first:D12}.journal"));

    /// <summary>The full ones, in order.</summary>
    public static IReadOnlyList<string> Full(string path) =>
        Directory.Exists(Path.GetDirectoryName(path)) ? [.. Directory.GetFiles(Path.GetDirectoryName(path)!, FullNames).Order(StringComparer.Ordinal)] : [];

    /// <summary>Its events, in order; none where there is no file.</summary>
    /// <exception cref="ArchiveException">A record is damaged, missing, or not where it was written.</exception>
    public static async Task<IReadOnlyList<AuditEvent>> ReadAsync(string path, CancellationToken stop)
    {
        // The one that is written comes first: when it becomes full meanwhile, its records are met a second time, and never missed.
        var written = await ReadWrittenAsync(path, stop);
        var events = new List<AuditEvent>();
        foreach (var full in Full(path))
            Follow(full, events, await ReadFileAsync(full, stop));
        if (written.Count > 0 && events.Count > 0 && written[^1].Sequence <= events[^1].Sequence)
            return events;
        Follow(path, events, written);
        return events;
    }

    /// <summary>The records of one file, each behind the one before it.</summary>
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

    /// <summary>That these records come behind those.</summary>
    public static void Follow(string path, List<AuditEvent> events, IReadOnlyList<AuditEvent> next)
    {
        if (next.Count > 0 && !Follows(next[0], events.Count > 0 ? events[^1] : null))
            throw Damaged(path, 1, "does not follow the one before it");
        events.AddRange(next);
    }

    /// <summary>The records of one file; waits for whoever is just writing it, or putting it aside.</summary>
    public static async Task<IReadOnlyList<AuditEvent>> ReadFileAsync(string path, CancellationToken stop)
    {
        await using var file = await OpenAsync(path, stop);
        return Read(path, file, out _);
    }

    // None at all, or it was just put aside.
    private static async Task<IReadOnlyList<AuditEvent>> ReadWrittenAsync(string path, CancellationToken stop)
    {
        try
        {
            return File.Exists(path) ? await ReadFileAsync(path, stop) : [];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private static bool Follows(AuditEvent use, AuditEvent? before) => before is null
        ? use.Sequence == AuditEvent.FirstSequence
        : (use.Proxy, use.Epoch, use.Sequence) == (before.Proxy, before.Epoch, before.Sequence + 1);

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
        return before is null || Follows(use, before) ? use : throw Damaged(path, number, "does not follow the one before it");
    }

    private static ArchiveException Damaged(string path, int number, string what) => new(
        $"{path}: record {number} of the journal of uses {what}. Restore it from a copy, or move it away, kept as evidence, to begin a new one.");
}
