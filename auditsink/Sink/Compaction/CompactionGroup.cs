namespace Compliance.AuditSink.Compaction;

/// <summary>Files of one hour that are to become one, in the order of their entries. Immutable.</summary>
internal sealed record CompactionGroup(DateTime Hour, IReadOnlyList<CompactionSource> Sources)
{
    public long Rows => Sources.Sum(source => source.File.Rows);
    public long Bytes => Sources.Sum(source => source.File.Bytes);
}
