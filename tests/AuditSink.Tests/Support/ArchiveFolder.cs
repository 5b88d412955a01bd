using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Settings;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Store;
using Compliance.Store.Entries;
using Compliance.Store.Folder;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>An archive in a folder of its own, opened and reopened as the sink does, with a clock that the test moves.</summary>
internal sealed class ArchiveFolder : IDisposable
{
    public const string Topic = "compliance.audit";
    private readonly TempFolder _folder = new("archive");
    private readonly RollSettings _roll;

    public ArchiveFolder(RollSettings? roll = null)
    {
        _roll = roll ?? new RollSettings();
        Store = new FolderStore(_folder.Path, Time);
    }

    public string Path => _folder.Path;
    public FakeTimeProvider Time { get; } = new();
    public IArchiveStore Store { get; }

    public Task<PartitionArchive> OpenAsync(int partition = 0) => OpenAsync(Store, partition);

    /// <summary>As a sink would that reaches the same archive through another store.</summary>
    public Task<PartitionArchive> OpenAsync(IArchiveStore store, int partition = 0) =>
        PartitionArchive.OpenAsync(store, Topic, partition, _roll, Time, NullLogger.Instance, CancellationToken.None);

    public IReadOnlyList<ManifestEntry> Manifest => ReadManifest(Path);

    /// <summary>All entries of an archive in a folder, read from their objects.</summary>
    public static IReadOnlyList<ManifestEntry> ReadManifest(string path) =>
    [
        .. new[] { System.IO.Path.Combine(path, ArchiveLayout.ManifestFolder) }.Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)
            .Select(file => ManifestJson.Read(File.ReadAllBytes(file))),
    ];

    public EntryLog Log(int partition = 0) => new(Store, Topic, partition);

    /// <summary>Where a file of an entry is to be read.</summary>
    public Task<string?> FindAsync(ManifestEntry entry, ArchiveFile file) => Store.Ranges.FetchAsync(entry, file, "", CancellationToken.None);

    /// <summary>Where a file of an entry lay before it was named.</summary>
    public string Written(ManifestEntry entry, ArchiveFile file) => System.IO.Path.Combine(
        Store.Ranges.WorkFolder(entry.Topic, entry.Partition), ArchiveLayout.WritingName(entry.Range, ArchiveLayout.HourOf(file.FirstTime)));

    public string[] Files => Below(Path);

    /// <summary>What lies in the folder for files being written.</summary>
    public string[] Writing => Below(System.IO.Path.Combine(Path, ArchiveLayout.WritingFolder));

    public void Dispose() => _folder.Dispose();

    private string[] Below(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories).Select(path => System.IO.Path.GetRelativePath(Path, path)).Order(StringComparer.Ordinal)]
        : [];
}
