using System.Globalization;

namespace Compliance.Gateway.Edge;

/// <summary>
/// How many client connections fit into the file descriptors that the process may open. A runtime without any left aborts, so
/// connections are refused before that: each takes two (its own and the broker's), and some are kept for everything else.
/// </summary>
internal static class DescriptorLimit
{
    /// <summary>Listeners, journal, shipper, admin, log, the runtime's own: two for each assembly, of which it has some sixty.</summary>
    private const int Kept = 224;
    private const string Limits = "/proc/self/limits";
    private const string Line = "Max open files";

    /// <summary>Null: there is no limit, or it can't be read on this system.</summary>
    public static int? Read()
    {
        if (!File.Exists(Limits))
            return null;
        var line = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal));
        var soft = line?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }

    /// <summary>The wanted number, or as many as fit; one at least.</summary>
    public static int Connections(int wanted, int? descriptors) =>
        descriptors is { } limit ? Math.Clamp((limit - Kept) / 2, 1, wanted) : wanted;
}
