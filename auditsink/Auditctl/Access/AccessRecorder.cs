using System.Reflection;
using Compliance.Events;

namespace Compliance.Auditctl.Access;

/// <summary>
/// Makes the events of auditctl's own uses and has them recorded. One for a process; not thread-safe.
/// </summary>
/// <param name="log">Null: uses are not recorded, as settings and command line both say.</param>
/// <param name="user">Whose use it is, as given with <c>--as</c>; null: the system's user.</param>
/// <param name="reason">What the auditor gave as the reason.</param>
/// <param name="time">The clock.</param>
internal sealed class AccessRecorder(IAccessLog? log, string? user, string? reason, TimeProvider time) : IDisposable
{
    private static readonly string Version = typeof(AccessRecorder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
    private readonly Guid _process = Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>Whose use it is, as a principal.</summary>
    public string User { get; } = $"User:{EventText.Clean(user ?? Environment.UserName)}";

    public string? Reason { get; } = EventText.Clean(reason);

    public static string Tool => $"auditctl {Version}";

    /// <summary>The beginning of a use that leaves something behind before it ends.</summary>
    public Task BeginAsync(AccessUse use, CancellationToken stop) => RecordAsync(use, "start", "unknown", 0, stop);

    public Task SucceededAsync(AccessUse use, long rows, CancellationToken stop) => RecordAsync(use, "access", "success", rows, stop);

    public Task FailedAsync(AccessUse use, CancellationToken stop) => RecordAsync(use, "error", "failure", 0, stop);

    public void Dispose() => log?.Dispose();

    private async Task RecordAsync(AccessUse use, string type, string outcome, long rows, CancellationToken stop)
    {
        if (log is null)
            return;
        var now = time.GetUtcNow();
        var e = new AuditEvent
        {
            Id = Guid.CreateVersion7(now),
            Timestamp = EventTime.Micros(now),
            ProxyVersion = Version,
            Category = "database",
            Type = type,
            Action = use.Action,
            Outcome = outcome,
            Principal = User,
            ClientId = EventText.Clean($"{Environment.UserName}@{Environment.MachineName}"),
            ClientSoftwareName = "auditctl",
            ClientSoftwareVersion = Version,
            RequestId = _process,
            Records = rows,
            Purpose = Reason,
        };
        foreach (var filter in use.Filters)
            e.Filters.Add(EventText.Clean(filter)!);
        foreach (var name in use.Classes)
            e.DataClasses.Add(EventText.Clean(name)!);
        await log.RecordAsync(e, stop);
    }
}
