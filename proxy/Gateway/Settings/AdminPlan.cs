using System.Net;

namespace Compliance.Gateway.Settings;

/// <summary>Where health and metrics are served.</summary>
internal sealed record AdminPlan(IPAddress Address, int Port)
{
    public static TimeSpan DefaultStallAfter { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a loop of the process may stand still before <c>/live</c> says that it hangs.</summary>
    public TimeSpan StallAfter { get; init; } = DefaultStallAfter;
}
