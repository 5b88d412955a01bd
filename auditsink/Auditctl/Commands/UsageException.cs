namespace Compliance.Auditctl.Commands;

/// <summary>What was asked makes no sense; the message says how to mend it.</summary>
internal sealed class UsageException(string message) : Exception(message);
