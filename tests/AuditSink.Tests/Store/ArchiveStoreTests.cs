using System.Text;
using Compliance.AuditSink.Tests.Support;
using Compliance.Store;
using Xunit;

namespace Compliance.AuditSink.Tests.Store;

/// <summary>What both kinds of store promise about small objects.</summary>
public sealed class ArchiveStoreTests
{
    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task Of_many_who_create_the_same_name_at_once_one_wins_and_all_see_what_it_wrote(string kind)
    {
        using var place = await StorePlace.MakeAsync(kind);
        var stores = new[] { place.Open(), place.Open() };

        for (var round = 0; round < 10; round++)
        {
            var name = $"entries/{round}.json";
            var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => RetryingAsync(stores[i % 2], name, Bytes($"writer {i}")))));

            var winner = Assert.Single(won.Index(), pair => pair.Item).Index;
            Assert.Equal($"writer {winner}", Encoding.UTF8.GetString((await stores[0].ReadAsync(name, default))!));
        }
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task A_create_that_is_repeated_meets_itself_and_another_does_not_change_it(string kind)
    {
        using var place = await StorePlace.MakeAsync(kind);
        var store = place.Open();

        Assert.True(await store.CreateAsync("a/b", Bytes("one"), default));
        Assert.True(await store.CreateAsync("a/b", Bytes("one"), default));
        Assert.False(await store.CreateAsync("a/b", Bytes("two"), default));

        Assert.Equal(Bytes("one"), await store.ReadAsync("a/b", default));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task What_is_no_evidence_is_replaced_and_deleted(string kind)
    {
        using var place = await StorePlace.MakeAsync(kind);
        var store = place.Open();
        await store.ReplaceAsync("_search/a", Bytes("one"), default);
        await store.ReplaceAsync("_search/a", Bytes("two"), default);
        Assert.Equal(Bytes("two"), await store.ReadAsync("_search/a", default));

        await store.DeleteAsync("_search/a", default);
        await store.DeleteAsync("_search/a", default);
        await store.DeleteAsync("_search/never/there", default);

        Assert.Null(await store.ReadAsync("_search/a", default));
        Assert.Null(await store.ReadAsync("_search/never/there", default));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task Lists_are_in_the_order_of_bytes_and_begin_behind_a_name(string kind)
    {
        using var place = await StorePlace.MakeAsync(kind);
        var store = place.Open();
        foreach (var name in new[] { "m/b-1/x", "m/a-10/z", "m/a-10/e/02", "m/a-10/e/01", "m/a-1/y", "n/a", "m/a-10/e/Z" })
            await store.CreateAsync(name, Bytes(name), default);

        Assert.Equal(["m/a-1/y", "m/a-10/e/01", "m/a-10/e/02", "m/a-10/e/Z", "m/a-10/z", "m/b-1/x"], await ListAsync(store.ListAsync("m/", null, default)));
        Assert.Equal(["m/a-10/e/02", "m/a-10/e/Z"], await ListAsync(store.ListAsync("m/a-10/e/", "m/a-10/e/01", default)));
        Assert.Equal(["m/a-1/", "m/a-10/", "m/b-1/"], await ListAsync(store.FoldersAsync("m/", default)));
        Assert.Empty(await ListAsync(store.ListAsync("nothing/", null, default)));
        Assert.Empty(await ListAsync(store.FoldersAsync("nothing/", default)));
    }

    [Fact]
    public async Task Long_lists_of_a_bucket_come_whole()
    {
        using var place = await StorePlace.MakeAsync("s3");
        var store = place.Open();
        var names = Enumerable.Range(0, 1_100).Select(i => $"e/{i:D4}").ToArray();
        await Parallel.ForEachAsync(names, async (name, stop) => await store.CreateAsync(name, Bytes(name), stop));

        Assert.Equal(names, await ListAsync(store.ListAsync("e/", null, default)));
        Assert.Equal(names[50..], await ListAsync(store.ListAsync("e/", names[49], default)));
    }

    // A server may ask one of two at the same moment to come again; the sink does.
    private static async Task<bool> RetryingAsync(IArchiveStore store, string name, byte[] content)
    {
        while (true)
        {
            try
            {
                return await store.CreateAsync(name, content, default);
            }
            catch (StoreAwayException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<List<string>> ListAsync(IAsyncEnumerable<string> names)
    {
        var list = new List<string>();
        await foreach (var name in names)
            list.Add(name);
        return list;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
