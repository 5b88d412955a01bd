using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Settings;
using Compliance.Events.Archive;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// One partition's part of the archive. Gathers a range of offsets, then puts it into the archive as a whole:
/// <code>
/// empty --Take--> gathering --Roll--> files lasting in _writing --> line lasting in the manifest --> files moved to their place --> empty
///                     \--Dispose or crash--> forgotten                       \--crash--> moved by the next Open
/// </code>
/// The manifest's line decides: before it the range is read from Kafka again and its files are cleared away, after it it is never read
/// again. So no row is left out and none is there twice, whenever the process is killed; a reader that takes all files of the folders,
/// knowing no manifest, sees none twice either. Owned by <see cref="ArchiveOutlet"/>; not thread-safe.
/// </summary>
internal sealed class PartitionArchive : IDisposable
{
    // Every open hour holds a file and buffers; events later than that many hours close the range early.
    private const int MaxHours = 24;

    private readonly ArchiveSettings _settings;
    private readonly TimeProvider _time;
    private readonly ManifestWriter _manifest;
    private readonly RecordReader _reader;
    private readonly string _topic;
    private readonly int _partition;
    private readonly ILogger _log;
    private readonly Stack<RowGroup> _spare = new();
    private OpenRange? _range;

    public PartitionArchive(string topic, int partition, ArchiveSettings settings, TimeProvider time, ILogger log)
    {
        (_topic, _partition, _settings, _time, _log) = (topic, partition, settings, time, log);
        _manifest = ManifestWriter.Open(settings.Path, topic, partition);
        try
        {
            var last = _manifest.Last;
            Next = last?.Last + 1;
            _reader = new RecordReader(topic, partition, Sequences.From(last?.Sequences ?? []), log);
            Directory.CreateDirectory(Path.Combine(settings.Path, ArchiveLayout.WritingFolder));
            if (last is not null)
                Move(last);
            ClearWriting();
        }
        catch
        {
            _manifest.Dispose();
            throw;
        }
    }

    /// <summary>The offset behind all that lasts in the archive; null while it is empty.</summary>
    public long? Next { get; private set; }

    public void Take(long offset, long time, byte[]? value)
    {
        if (offset < Next || offset <= _range?.Last)
            return;
        var range = _range ??= new OpenRange(_settings.Path, _topic, _partition, offset, _time.GetTimestamp(), _spare);
        range.Last = offset;
        _reader.Read(offset, time, value, range.Append);
    }

    public bool IsDue => _range is not null && (_range.Rows >= _settings.Roll.Rows || _range.Bytes >= _settings.Roll.Bytes
        || _range.Hours >= MaxHours || _time.GetElapsedTime(_range.StartedAt).TotalSeconds >= _settings.Roll.Seconds);

    /// <summary>Puts what is gathered into the archive. After an exception this partition must be opened anew.</summary>
    public void Roll()
    {
        if (_range is not { } range)
            return;
        var files = range.Finish();
        Disk.SyncFolder(Path.Combine(_settings.Path, ArchiveLayout.WritingFolder));
        var entry = new ManifestEntry(_topic, _partition, range.First, range.Last, range.Rows, files, _reader.Sequences.ToMarks());
        _manifest.Append(entry);
        range.Dispose();
        _range = null;
        Move(entry);
        Next = range.Last + 1;
        _log.Rolled(_topic, _partition, range.First, range.Last, range.Rows, files.Count);
    }

    public void Dispose()
    {
        try
        {
            _range?.Dispose();
        }
        finally
        {
            _manifest.Dispose(); // or else the lock would keep out our own next try
        }
    }

    // Does over again whatever a crash left undone.
    private void Move(ManifestEntry entry)
    {
        foreach (var file in entry.Files)
        {
            var place = Path.Combine(_settings.Path, file.Path);
            var folder = Path.GetDirectoryName(place)!;
            var written = Path.Combine(_settings.Path, ArchiveLayout.WritingFolder, ArchiveLayout.WritingName(entry, file));
            if (!File.Exists(written))
                continue;
            if (!Directory.Exists(folder))
                MakeFolder(folder);
            File.Move(written, place);
            Disk.SyncFolder(folder);
        }
    }

    private void MakeFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        Disk.SyncFolder(Path.GetDirectoryName(folder)!);
        Disk.SyncFolder(_settings.Path);
    }

    private void ClearWriting()
    {
        var folder = Path.Combine(_settings.Path, ArchiveLayout.WritingFolder);
        var prefix = $"{_topic}-{_partition}-";
        foreach (var path in Directory.EnumerateFiles(folder, prefix + "*.parquet"))
        {
            // A topic's name may itself end in a number: ours are those with an offset and an hour behind the prefix, and no more.
            if (Path.GetFileName(path)[prefix.Length..].Split('-').Length == 2)
                File.Delete(path);
        }
    }
}
