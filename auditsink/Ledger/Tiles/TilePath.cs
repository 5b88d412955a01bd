using System.Globalization;

namespace Compliance.Ledger.Tiles;

/// <summary>
/// Names of a log's objects, as C2SP tlog-tiles has them: <c>tile/0/x001/234</c>, partly filled <c>tile/0/x001/235.p/17</c>, entries
/// <c>tile/entries/x001/234</c>. Pure.
/// </summary>
public static class TilePath
{
    /// <summary>Hashes of a full tile, and entries of a full bundle.</summary>
    public const int Width = 256;

    /// <summary>Tree levels that a tile spans: the next level of tiles holds the roots of full ones.</summary>
    public const int Height = 8;

    public const string Checkpoint = "checkpoint";

    public static string Tile(int level, long index, int width = Width) =>
        string.Create(CultureInfo.InvariantCulture, $"tile/{level}/{Number(index)}{Partial(width)}");

    public static string Entries(long index, int width = Width) => $"tile/entries/{Number(index)}{Partial(width)}";

    // Three digits a folder, so that a file system has no folder of millions.
    private static string Number(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var name = (index % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (index /= 1000; index > 0; index /= 1000)
            name = string.Create(CultureInfo.InvariantCulture, $"x{index % 1000:000}/{name}");
        return name;
    }

    private static string Partial(int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width);
        return width == Width ? "" : string.Create(CultureInfo.InvariantCulture, $".p/{width}");
    }
}
