using Compliance.Ledger.Merkle;
using Compliance.Ledger.Tiles;
using Xunit;

namespace Compliance.Ledger.Tests.Log;

public sealed class PartitionLogTests
{
    [Fact]
    public async Task A_checkpoint_is_over_all_entries_and_its_copy_is_kept_under_its_size()
    {
        using var fixture = new LogFixture();
        using var log = await fixture.OpenAsync();
        foreach (var size in Enumerable.Range(1, 5))
        {
            fixture.Append(log);
            Assert.Null(await log.PublishAsync(CancellationToken.None));
            Assert.Equal(size, fixture.Stored(fixture.Key.PublicKey)!.Size);
            Assert.Equal(fixture.Root(size), fixture.Stored(fixture.Key.PublicKey)!.Root.ToArray());
            Assert.Equal(size, fixture.Stored(fixture.Key.PublicKey, fixture.Copies)!.Size);
        }

        Assert.Equal(5, fixture.Copies.Objects.Keys.Count(name => name.Contains("checkpoints/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Tiles_and_bundles_are_those_of_the_standard_across_its_bounds()
    {
        using var fixture = new LogFixture();
        using var log = await fixture.OpenAsync();
        for (var i = 0; i < 600; i++)
            fixture.Append(log);
        await log.PublishAsync(CancellationToken.None);

        var names = fixture.Store.Objects.Keys.Select(name => name[LogFixture.Prefix.Length..]).Order(StringComparer.Ordinal);
        Assert.Equal(
            ["checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"], names);
        Assert.Equal(fixture.Entries[512..], EntryBundle.TryRead(fixture.Store.Objects[LogFixture.Prefix + "tile/entries/002.p/88"])!);
        using var hasher = new TreeHasher();
        Assert.Equal(hasher.Leaf(fixture.Entries[513]).ToArray(), fixture.Store.Objects[LogFixture.Prefix + "tile/0/002.p/88"][32..64]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(700)]
    public async Task Opened_again_it_goes_on_from_its_tiles_or_without_them_from_its_entries(int size)
    {
        using var fixture = new LogFixture();
        using (var log = await fixture.OpenAsync())
        {
            for (var i = 0; i < size; i++)
                fixture.Append(log);
            await log.PublishAsync(CancellationToken.None);
        }

        foreach (var lost in new[] { false, true })
        {
            if (lost)
            {
                foreach (var name in fixture.Store.Objects.Keys.Where(name => name.Contains("/tile/", StringComparison.Ordinal)))
                    fixture.Store.Objects.TryRemove(name, out _);
            }

            using var log = await fixture.OpenAsync();
            fixture.Append(log);
            await log.PublishAsync(CancellationToken.None);
            Assert.Equal(fixture.Root(fixture.Entries.Count), fixture.Stored(fixture.Key.PublicKey)!.Root.ToArray());
        }

        using var hasher = new TreeHasher();
        var edge = await TileEdge.LoadAsync(hasher, fixture.Entries.Count, async name => await fixture.Store.ReadAsync(LogFixture.Prefix + name, CancellationToken.None));
        Assert.Equal(fixture.Root(fixture.Entries.Count), edge!.Root().ToArray());
    }

    [Fact]
    public async Task A_crash_at_any_write_is_made_good_by_the_next_start()
    {
        for (var writes = 0; ; writes++)
        {
            using var fixture = new LogFixture();
            using (var log = await fixture.OpenAsync())
            {
                for (var i = 0; i < 255; i++)
                    fixture.Append(log);
                await log.PublishAsync(CancellationToken.None);
                fixture.Append(log);
                fixture.Append(log);
                (fixture.Store.WritesLeft, fixture.Copies.WritesLeft) = (writes, Math.Max(0, writes - 6));
                var crash = await Record.ExceptionAsync(() => log.PublishAsync(CancellationToken.None));
                if (crash is null && writes > 8)
                    return;
                Assert.True(crash is CrashException or null, $"{crash}");
            }

            (fixture.Store.WritesLeft, fixture.Copies.WritesLeft) = (int.MaxValue, int.MaxValue);
            using var again = await fixture.OpenAsync();
            await again.PublishAsync(CancellationToken.None);
            Assert.Equal(257, again.Size);
            foreach (var store in new[] { fixture.Store, fixture.Copies })
                Assert.Equal(fixture.Root(257), fixture.Stored(fixture.Key.PublicKey, store)!.Root.ToArray());
            Assert.Contains(LogFixture.Prefix + "tile/0/000", fixture.Store.Objects.Keys);
            Assert.Contains(LogFixture.Prefix + "tile/entries/000", fixture.Store.Objects.Keys);
        }
    }

    [Fact]
    public async Task Nothing_is_signed_over_entries_that_are_not_those_signed_before()
    {
        using var fixture = new LogFixture();
        await FillAsync(fixture, 10);
        fixture.Entries[3] = [.. fixture.Entries[3], (byte)' '];
        // Tiles of the altered history do not help: the root is signed.
        fixture.Store.Objects.TryRemove(LogFixture.Prefix + "tile/0/000.p/10", out _);

        Assert.Contains("not those", (await Assert.ThrowsAsync<LedgerException>(() => fixture.OpenAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_signed_when_entries_are_gone_that_either_place_vouches_for()
    {
        using var fixture = new LogFixture();
        await FillAsync(fixture, 10);
        var older = fixture.Store.Objects.ToArray();
        using (var log = await fixture.OpenAsync())
        {
            fixture.Append(log);
            await log.PublishAsync(CancellationToken.None);
        }

        fixture.Entries.RemoveAt(10);
        Assert.Contains("ends after 10", (await Assert.ThrowsAsync<LedgerException>(() => fixture.OpenAsync())).Message, StringComparison.Ordinal);
        // The archive's own checkpoint was put back too: the second place remembers.
        fixture.Store.Objects.Clear();
        foreach (var (name, bytes) in older)
            fixture.Store.Objects[name] = bytes;
        Assert.Contains("second place", (await Assert.ThrowsAsync<LedgerException>(() => fixture.OpenAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_place_that_is_away_holds_nothing_up_and_is_caught_up()
    {
        using var fixture = new LogFixture();
        using var log = await fixture.OpenAsync();
        fixture.Copies.IsAway = true;
        fixture.Append(log);
        Assert.NotNull(await log.PublishAsync(CancellationToken.None));
        Assert.Equal(1, fixture.Stored(fixture.Key.PublicKey)!.Size);

        fixture.Copies.IsAway = false;
        Assert.Null(await log.PublishAsync(CancellationToken.None));
        Assert.Equal(1, fixture.Stored(fixture.Key.PublicKey, fixture.Copies)!.Size);
    }

    [Fact]
    public async Task An_entry_too_long_for_a_bundle_is_a_leaf_like_others()
    {
        using var fixture = new LogFixture();
        using var log = await fixture.OpenAsync();
        fixture.Entries.Add(new byte[ushort.MaxValue + 1]);
        log.Append(fixture.Entries[^1]);
        await log.PublishAsync(CancellationToken.None);

        Assert.Equal(fixture.Root(1), fixture.Stored(fixture.Key.PublicKey)!.Root.ToArray());
        Assert.DoesNotContain(fixture.Store.Objects.Keys, name => name.Contains("entries", StringComparison.Ordinal));
    }

    private static async Task FillAsync(LogFixture fixture, int entries)
    {
        using var log = await fixture.OpenAsync();
        for (var i = 0; i < entries; i++)
            fixture.Append(log);
        await log.PublishAsync(CancellationToken.None);
    }
}
