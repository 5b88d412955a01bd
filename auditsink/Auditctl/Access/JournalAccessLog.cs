using Compliance.Events;
using Compliance.Store.Folder;

namespace Compliance.Auditctl.Access;

/// <summary>
/// Records uses in the journal beside the archive. Other auditctl processes wait for their turn: the file is locked from reading its last
/// sequence until the new record is on the disk. A full file is renamed and a new one begun, so that a record costs the same however many
/// there are. Not thread-safe.
/// </summary>
internal sealed class JournalAccessLog(string path, TimeProvider time, long fullBytes = AccessJournal.FullBytes) : IAccessLog
{
    private const int Tries = 64;

    public async Task RecordAsync(AuditEvent use, CancellationToken stop)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            Disk.MakeFolder(folder);
            for (var i = 0; !await TryAppendAsync(folder, use, stop); i++)
            {
                if (i == Tries)
                    throw new ArchiveException($"{path} and a full journal of uses beside it begin with the same record. Restore them from a copy, or move both away, kept as evidence, to begin a new one.");
            }
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

    // False: the file was full, or has become another one between its opening and its locking; look again.
    private async Task<bool> TryAppendAsync(string folder, AuditEvent use, CancellationToken stop)
    {
        await using var file = await OpenAsync(stop);
        var before = AccessJournal.Read(path, file, out var length);
        if (before.Count > 0 && File.Exists(AccessJournal.FullPath(path, before[0].Sequence)))
            return false;
        if (AccessJournal.Full(path).Count == 0)
            AccessJournal.Follow(path, [], before);
        if (length >= fullBytes)
        {
            file.SetLength(length);
            Rename(file, before[0].Sequence, folder);
            return false;
        }

        var last = before.Count > 0 ? before[^1] : await LastOfFullAsync(stop);
        (use.Proxy, use.Epoch, use.Sequence) = last is not null
            ? (last.Proxy, last.Epoch, last.Sequence + 1)
            : ($"auditctl@{Environment.MachineName}", use.Timestamp, AuditEvent.FirstSequence);
        file.SetLength(length);
        file.Seek(length, SeekOrigin.Begin);
        file.Write(AccessJournal.Framed(AccessJournal.Record(use)));
        file.Flush(flushToDisk: true);
        if (before.Count == 0)
            Disk.SyncFolder(folder);
        return true;
    }

    private void Rename(FileStream file, long first, string folder)
    {
        file.Flush(flushToDisk: true);
        // Under its lock, so that nobody writes into it meanwhile; Windows renames no open file.
        if (OperatingSystem.IsWindows())
            file.Dispose();
        File.Move(path, AccessJournal.FullPath(path, first), overwrite: false);
        Disk.SyncFolder(folder);
    }

    private async Task<AuditEvent?> LastOfFullAsync(CancellationToken stop) => AccessJournal.Full(path) is not [.., var newest] ? null
        : await AccessJournal.ReadFileAsync(newest, stop) is [.., var last] ? last
        : throw new ArchiveException($"{newest} is a journal of uses without a record. Restore it from a copy.");

    private async Task<FileStream> OpenAsync(CancellationToken stop)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when ((File.Exists(path) || AccessJournal.Full(path).Count > 0) && time.GetElapsedTime(since) < AccessJournal.Patience)
            {
                await Task.Delay(AccessJournal.Pause, time, stop);
            }
        }
    }
}
