using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Settings;
using Compliance.Events.Archive;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>An archive in a folder of its own, opened and reopened as the sink does, with a clock that the test moves.</summary>
internal sealed class ArchiveFolder : IDisposable
{
    public const string Topic = "compliance.audit";
    private readonly TempFolder _folder = new("archive");

    public ArchiveFolder(RollSettings? roll = null) =>
        Settings = new ArchiveSettings { Path = _folder.Path, Roll = roll ?? new RollSettings() };

    public string Path => _folder.Path;
    public ArchiveSettings Settings { get; }
    public FakeTimeProvider Time { get; } = new();

    public PartitionArchive Open(int partition = 0) => new(Topic, partition, Settings, Time, NullLogger.Instance);

    public IReadOnlyList<ManifestEntry> Manifest => Events.Archive.Manifest.ReadAll(Path);

    public string[] Files => [.. Directory.GetFiles(Path, "*.parquet", SearchOption.AllDirectories)
        .Select(path => System.IO.Path.GetRelativePath(Path, path)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();
}
