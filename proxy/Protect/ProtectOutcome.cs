namespace Compliance.Protect;

/// <summary>The result for one value; the fault is set exactly when it is unreadable.</summary>
public readonly record struct ProtectOutcome(ProtectResult Result, ProtectFault Fault = default)
{
    public bool IsUnreadable => Result == ProtectResult.Unreadable;

    internal static ProtectOutcome Unreadable(FaultKind kind, string path = "$") => new(ProtectResult.Unreadable, new(kind, path));
}
