using Compliance.Ledger.Tiles;
using Xunit;

namespace Compliance.Ledger.Tests.Tiles;

public sealed class TilePathTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 1234067, 256, "tile/0/x001/x234/067")]
    [InlineData(1, 999, 17, "tile/1/999.p/17")]
    [InlineData(2, 1000, 1, "tile/2/x001/000.p/1")]
    public void Tiles_are_named_as_the_standard_says(int level, long index, int width, string path) =>
        Assert.Equal(path, TilePath.Tile(level, index, width));

    [Fact]
    public void Bundles_are_named_alike() =>
        Assert.Equal(("tile/entries/000.p/3", "tile/entries/x002/001"), (TilePath.Entries(0, 3), TilePath.Entries(2001)));
}
