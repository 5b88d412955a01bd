using Compliance.Events;
using Compliance.Store.Folder;

namespace Compliance.Auditctl.Access;

/// <summary>
/// Records uses in the journal beside the archive. Other auditctl processes wait for their turn: the file is locked from reading its last
/// sequence until the new record is on the disk. Not thread-safe.
/// </summary>
internal sealed class JournalAccessLog(string path, TimeProvider time) : IAccessLog
{
    public async Task RecordAsync(AuditEvent use, CancellationToken stop)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            Disk.MakeFolder(folder);
            using var file = await OpenAsync(stop);
            Append(file, use);
            if (use.Sequence == AuditEvent.FirstSequence)
                Disk.SyncFolder(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotRecordedException($"{path}: this use cannot be recorded ({e.Message}), so there is no answer. Let this user write there, or have uses sent to the audit topic: --config FILE with a kafka section.", e);
        }
        catch (ArchiveException e)
        {
            throw new NotRecordedException(e.Message, e);
        }
    }

    public void Dispose()
    {
    }

    private void Append(FileStream file, AuditEvent use)
    {
        var before = AccessJournal.Read(path, file, out var length);
        (use.Proxy, use.Epoch, use.Sequence) = before.Count > 0
            ? (before[^1].Proxy, before[^1].Epoch, before[^1].Sequence + 1)
            : ($"auditctl@{Environment.MachineName}", use.Timestamp, AuditEvent.FirstSequence);
        file.SetLength(length);
        file.Seek(length, SeekOrigin.Begin);
        file.Write(AccessJournal.Framed(AccessJournal.Record(use)));
        file.Flush(flushToDisk: true);
    }

    private async Task<FileStream> OpenAsync(CancellationToken stop)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && time.GetElapsedTime(since) < AccessJournal.Patience)
            {
                await Task.Delay(AccessJournal.Pause, time, stop);
            }
        }
    }
}
