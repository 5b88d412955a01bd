using System.Text;
using Compliance.AuditSink.Archive;

namespace Compliance.AuditSink.Search;

/// <summary>
/// Documents that the index will never take, a line each: the error's type, then the two lines of the bulk request as JSON. The archive
/// has the events in any case. Appended by several tasks, one at a time.
/// </summary>
internal sealed class DeadLetters(string path)
{
    private readonly Lock _gate = new();

    /// <summary>All of them are on the disk when this returns.</summary>
    public void Add(BulkBatch batch, IReadOnlyList<(BulkItem Item, string Error)> refused)
    {
        lock (_gate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            foreach (var (item, error) in refused)
            {
                var lines = Encoding.UTF8.GetString(batch.Lines(item).Span).TrimEnd('\n').Split('\n');
                file.Write(Encoding.UTF8.GetBytes($$"""{"error":"{{error}}","action":{{lines[0]}},"document":{{lines[1]}}}""" + "\n"));
            }

            file.Flush(flushToDisk: true);
            Disk.SyncFolder(Path.GetDirectoryName(path)!);
        }
    }
}
