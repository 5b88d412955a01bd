namespace Compliance.Auditctl.Access;

/// <summary>A use of the audit log could not be recorded, so there is no answer. The message says how to mend it.</summary>
internal sealed class NotRecordedException(string message, Exception? inner = null) : Exception(message, inner);
