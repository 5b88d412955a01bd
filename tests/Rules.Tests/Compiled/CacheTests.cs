using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

public sealed class CacheTests
{
    [Fact]
    public void It_never_holds_more_than_its_capacity()
    {
        var cache = new BoundedCache<int, int>(100);

        for (var i = 0; i < 10_000; i++)
        {
            cache.Set(i, i);
            Assert.InRange(cache.Count, 1, 100);
        }
    }

    [Fact]
    public void What_is_asked_for_stays_while_what_is_not_goes()
    {
        var cache = new BoundedCache<int, int>(100);
        cache.Set(-1, 7);

        for (var i = 0; i < 10_000; i++)
        {
            cache.Set(i, i);
            Assert.True(cache.TryGet(-1, out var kept) && kept == 7);
        }

        Assert.False(cache.TryGet(0, out _));
    }

    [Fact]
    public async Task Threads_may_use_it_together()
    {
        var cache = new BoundedCache<int, int>(64);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var key = (i * (seed + 1)) % 200;
                if (cache.TryGet(key, out var value))
                    Assert.Equal(key, value);
                else
                    cache.Set(key, key);
            }
        })));

        Assert.InRange(cache.Count, 1, 80);
    }

    [Fact]
    public void Asking_again_allocates_nothing()
    {
        var rules = PolicyText.Rules(PolicyText.Sound);
        var caller = new Caller("User:bi-1");
        var now = DateTimeOffset.UnixEpoch;

        // The first rounds are compiled along the way; a steady state shows in at least one of the later ones.
        var allocated = Enumerable.Range(0, 10).Select(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
                Ask();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }).Min();

        Assert.Equal(0, allocated);

        void Ask()
        {
            rules.Decide(caller, Operation.Read, ResourceType.Topic, "payments.eu");
            rules.Decide(caller, Operation.Read, ResourceType.Group, "bi-x");
            rules.PlanFor(caller, "payments.eu", When.Consume, now);
        }
    }
}
