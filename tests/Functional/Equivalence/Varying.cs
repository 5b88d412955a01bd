using System.Text.RegularExpressions;

namespace Compliance.Functional.Equivalence;

/// <summary>
/// Makes alike what differs from run to run or from road to road by its nature: ports of 127.0.0.1, times, ids, and moving numbers.
/// The lines that tell a broker's or controller's own addresses are left out: those the proxy hides.
/// </summary>
internal static partial class Varying
{
    public static string Alike(string text) => Controllers().Replace(Moving().Replace(Ports().Replace(text, "127.0.0.1:PORT"), "VARYING"), "");

    [GeneratedRegex(@"(?m)^\s*(advertised\.)?listeners=.*$|^\s*controller\.quorum\..*$|, ""endpoints"": \[[^\]]*\]")]
    private static partial Regex Controllers();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Ports();

    [GeneratedRegex(@"\b\d{13}\b|\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[,.]\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=(Epoch|HighWatermark|MaxFollowerLag|MaxFollowerLagTimeMs):\s+)\d+")]
    private static partial Regex Moving();
}
