namespace Compliance.Gateway.Session;

/// <summary>
/// Why a connection ends: the only argument of <c>Break</c>. Immutable.
/// <paramref name="Text"/> is a sentence of ours for the log: what, where and how to mend it; never a byte of the traffic.
/// <paramref name="Retriable"/>: a client that connects again may succeed.
/// <see cref="LookupId"/> stands in the log line, and in error messages to a client, so that one finds the other.
/// </summary>
internal sealed record Fault(FaultSide Side, FaultKind Kind, string Text, bool Retriable = false)
{
    /// <summary>12 hexadecimal digits, unique enough to search a log for.</summary>
    public string LookupId { get; } = Guid.CreateVersion7().ToString("N")[20..];

    /// <summary>An end that needs no attention.</summary>
    public bool IsOrderly => Kind is FaultKind.Closed or FaultKind.Idle or FaultKind.ShuttingDown;

    /// <summary>The exception behind an <see cref="FaultKind.Internal"/> fault. Its text is never logged: it might quote traffic.</summary>
    public Exception? Cause { get; init; }
}
