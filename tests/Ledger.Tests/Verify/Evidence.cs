using Compliance.AuditSink.Archive;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Ledger.Log;
using Compliance.Ledger.Tests.Rows;
using Compliance.Ledger.Verify;
using Compliance.Signing;
using Compliance.Store.Folder;
using Microsoft.Extensions.Time.Testing;

namespace Compliance.Ledger.Tests.Verify;

/// <summary>
/// An archive in a folder with its ledger and a second place, as a sink leaves it, for a test to tamper with:
/// <code>
/// entry 0  events 1 to 200, in four hours                entry 2  events 201 to 300 but for 251 to 260, which is recorded
/// entry 1  heartbeat                                      entry 3  events 301 to 400
/// </code>
/// </summary>
internal sealed class Evidence : IDisposable
{
    public const string Topic = "compliance.audit";
    public const string Ledger = "audit.example/main";
    public const string Origin = Ledger + "/" + Topic + "/0";
    private static readonly DateTime Noon = new(2026, 11, 25, 12, 0, 0, DateTimeKind.Utc);
    private readonly TempFolder _archive = new("archive");
    private readonly TempFolder _copies = new("copies");
    private readonly Dictionary<string, List<AuditEvent>> _events = [];
    private long _offset;

    public SigningKey Key { get; private set; } = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
    public string Root => _archive.Path;
    public FolderStore Store => new(_archive.Path, TimeProvider.System);
    public FolderStore Copies => new(_copies.Path, TimeProvider.System);
    public string Prefix => LogLayout.Prefix(Topic, 0);
    public string ManifestFolder => Path.Combine(Root, ArchiveLayout.EntriesFolder(Topic, 0));
    public string CheckpointPath => Path.Combine(Root, Prefix, "checkpoint");
    public IReadOnlyList<ManifestEntry> Entries => !Directory.Exists(ManifestFolder) ? [] :
        [.. Directory.GetFiles(ManifestFolder).Order(StringComparer.Ordinal).Select(path => ManifestJson.Read(File.ReadAllBytes(path)))];

    public static async Task<Evidence> MakeAsync()
    {
        var evidence = new Evidence();
        await evidence.AddRangeAsync(Events(1, 200), new SequenceMark("proxy-1", 1000, 201, []));
        await evidence.AddAsync(evidence.Entry([], [new SequenceMark("proxy-1", 1000, 201, [])]) with { Kind = EntryKind.Heartbeat });
        var gap = new AuditEvent
        {
            Id = Guid.CreateVersion7(),
            Timestamp = TimeOf(260),
            Proxy = "proxy-1",
            Epoch = 1000,
            Sequence = 251,
            Action = "audit.gap",
            SeqFrom = 251,
            SeqTo = 260,
            SeqEpoch = 1000,
        };
        await evidence.AddRangeAsync([.. Events(201, 250), gap, .. Events(261, 300)], new SequenceMark("proxy-1", 1000, 301, [[251, 260]]));
        await evidence.AddRangeAsync(Events(301, 400), new SequenceMark("proxy-1", 1000, 401, [[251, 260]]));
        return evidence;
    }

    /// <summary>One event a minute from a minute past half past eleven on.</summary>
    public static List<AuditEvent> Events(int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(i => new AuditEvent
    {
        Id = new Guid(i, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0), Timestamp = TimeOf(i), Proxy = "proxy-1", Epoch = 1000, Sequence = i, Action = "kafka.fetch", Records = i,
    })];

    public string Full(ArchiveFile file) => Path.Combine(Root, file.Path);

    public ManifestEntry Entry(IReadOnlyList<ArchiveFile> files, IReadOnlyList<SequenceMark> marks) =>
        new(Entries.Count, Topic, 0, _offset, _offset + (files.Count > 0 ? 0 : -1), files.Sum(file => file.Rows), files, marks, "writer") { At = _offset };

    public async Task AddRangeAsync(List<AuditEvent> events, SequenceMark mark)
    {
        var files = events.GroupBy(e => ArchiveLayout.HourOf(e.Timestamp)).Select(hour => WriteFile(hour.Key, [.. hour])).ToList();
        await AddAsync(Entry(files, [mark]) with { Kind = EntryKind.Range });
    }

    public ArchiveFile WriteFile(DateTime hour, List<AuditEvent> events)
    {
        var path = $"{ArchiveLayout.HourFolder(hour)}/{ArchiveLayout.FileName(new RangeId(Topic, 0, 0, "writer"), _offset, _offset)}";
        _events[path] = events;
        return Rewrite(path, events);
    }

    /// <summary>The rows of these files, each with the file's number and its place there, the newest first.</summary>
    public List<(AuditEvent Event, int File, int Row)> RowsOf(IReadOnlyList<string> paths) =>
        [.. paths.Index().SelectMany(path => _events[path.Item].Index().Select(row => (row.Item, path.Index, row.Index))).Reverse()];

    /// <summary>The files of the hour that two entries share.</summary>
    public List<string> SharedHour => [.. Entries.SelectMany(entry => entry.Files).Select(file => file.Path).Where(path => path.Contains("hour=14", StringComparison.Ordinal))];

    /// <summary>An entry that puts a file of these rows in the place of those files.</summary>
    public ManifestEntry Compact(IReadOnlyList<string> paths, List<(AuditEvent Event, int File, int Row)> rows)
    {
        var path = $"{Path.GetDirectoryName(paths[0])}/compacted.parquet";
        using var file = new HourFile(Path.Combine(Root, path), default, new RowGroup(), 16, new OriginGroup());
        foreach (var (e, number, row) in rows)
            file.Append(e, number, row);
        return Entry([], Entries[^1].Sequences) with { Kind = EntryKind.Compaction, Rows = rows.Count, Files = [file.Finish(path)], Removes = paths };
    }

    public ArchiveFile Rewrite(string path, List<AuditEvent> events)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, path))!);
        return RowRootTests.Write(Path.Combine(Root, path), events, 64) with { Path = path };
    }

    public async Task AddAsync(ManifestEntry entry)
    {
        WriteManifest([.. Entries, entry]);
        _offset = entry.Last + 1;
        await SignAsync(Key);
    }

    public void WriteManifest(IReadOnlyList<ManifestEntry> entries)
    {
        if (Directory.Exists(ManifestFolder))
            Directory.Delete(ManifestFolder, recursive: true);
        Directory.CreateDirectory(ManifestFolder);
        foreach (var (number, entry) in entries.Index())
            File.WriteAllBytes(EntryPath(number), ManifestJson.Write(entry));
    }

    public string EntryPath(long number) => Path.Combine(Root, ArchiveLayout.EntryName(Topic, 0, number));

    /// <summary>As whoever has that key signs what is there, from nothing: what was signed before is forgotten.</summary>
    public async Task SignAnewAsync(SigningKey key, bool copies = false)
    {
        Directory.Delete(Path.Combine(Root, "_ledger"), recursive: true);
        await SignAsync(key, copies ? Copies : null);
    }

    public Task SignAsync(SigningKey key) => SignAsync(key, Copies);

    /// <summary>The sink is given another key, and hands over.</summary>
    public async Task RotateAsync(SigningKey next)
    {
        var plan = new LogPlan(Origin, Prefix, Store, next, Key, Copies);
        using var log = await PartitionLog.OpenAsync(plan, new ArchiveView(Store).Entries(Topic, 0), CancellationToken.None);
        var entry = Entry([], Entries[^1].Sequences) with { Kind = EntryKind.Rotation, Rotation = log.PendingRotation() };
        WriteManifest([.. Entries, entry]);
        log.Append(ManifestJson.Write(entry));
        await log.PublishAsync(CancellationToken.None);
        Key = next;
    }

    public Task<VerificationReport> VerifyAsync(VerifyingKey firstKey, bool copies = true) => new Verification(
        new ArchiveView(Store), new VerificationPlan(Ledger, firstKey) { Copies = copies ? Copies : null, Settle = TimeSpan.Zero }, new FakeTimeProvider())
        .RunAsync(null, CancellationToken.None);

    public void Dispose()
    {
        Key.Dispose();
        _archive.Dispose();
        _copies.Dispose();
    }

    private static long TimeOf(int i) => (Noon.AddMinutes(i - 30) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private async Task SignAsync(SigningKey key, FolderStore? copies)
    {
        using var log = await PartitionLog.OpenAsync(new LogPlan(Origin, Prefix, Store, key, null, copies), new ArchiveView(Store).Entries(Topic, 0), CancellationToken.None);
        await log.PublishAsync(CancellationToken.None);
    }
}
