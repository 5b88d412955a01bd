using Compliance.Events;

namespace Compliance.Auditctl.Access;

/// <summary>Where uses of the audit log are recorded: the audit topic, or a journal beside the archive.</summary>
internal interface IAccessLog : IDisposable
{
    /// <summary>Gives the event its place in a sequence and makes it last. When this returns it does; else it throws.</summary>
    /// <exception cref="NotRecordedException">It could not be made to last.</exception>
    Task RecordAsync(AuditEvent use, CancellationToken stop);
}
