namespace Compliance.Gateway.Session;

/// <summary>
/// A request of the proxy's own between two of a client's. The RequestLoop asks; the ResponseLoop leaves the answer here before the entry leaves
/// the ring, so that who sees it gone sees the answer.
/// </summary>
internal sealed class OwnQuestion
{
    /// <summary>The answer's frame without its length.</summary>
    public byte[] Answer { get; set; } = [];
}
