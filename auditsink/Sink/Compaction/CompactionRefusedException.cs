namespace Compliance.AuditSink.Compaction;

/// <summary>The rows of a file are not those that its entry has the root of, before a compaction or behind it: nothing is replaced.</summary>
internal sealed class CompactionRefusedException(string message, Exception? inner = null) : Exception(message, inner);
